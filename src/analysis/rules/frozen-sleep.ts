import { insert } from '../edits/statements.ts';
import type { CallFact, Test, TestFile, TimerSwitch, Wait } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { frozenSleepExamples } from './examples/frozen-sleep.ts';
import { climb, isSwitchedOff, testAround } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

/**
 * A frozen clock and an event loop that waits for it.
 * Measured: freezegun 1.2.1, 1.5.1 and 1.5.5 hang for ever in `await asyncio.sleep(0.05)`, since `time.monotonic` stands still for
 * the loop, too; `tick=True`, `auto_tick_seconds`, a `.tick()` from elsewhere, `sleep(0)` and `real_asyncio=True` (1.4.0) do not.
 * time-machine 2.16 hangs, 3.0 left the monotonic clock alone (change log).
 */
export const frozenSleep = defineRule({
  id: 'frozen-sleep',
  title: 'Async sleep under a frozen clock',
  cause: 'time',
  topic: 'async',
  severity: 'error',
  languages: ['python'],
  pattern: 'mocking/fake-timers',
  why: 'freezegun stops the clock that the event loop counts by as well. A sleep or a timeout under it never ends, and the test hangs until CI kills it. `real_asyncio=True` freezes the dates and leaves the loop alone.',
  examples: frozenSleepExamples,
  *check(context) {
    const { file } = context;
    const reported = new Set<TimerSwitch>();
    for (const wait of file.waits) {
      const test = sleepsForReal(wait) ? testAround(file, wait.function) : undefined;
      if (!test || isSwitchedOff(file, test) || isMovedOn(file, test)) continue;
      const freeze = file.timers.find((timer) => freezes(context, timer) && isUnder(file, wait, timer));
      if (!freeze || reported.has(freeze)) continue;
      reported.add(freeze);
      yield {
        at: wait.span,
        test: test.id,
        message: messageFor(freeze),
        fix: fixOf(context, freeze),
      };
    }
  },
});

function sleepsForReal({ via, awaited, ms }: Wait): boolean {
  return awaited && /^(?:asyncio|anyio)\.sleep$/.test(via) && ms !== 0;
}

/** Somebody moves the clock while the test sleeps. */
function isMovedOn(file: TestFile, test: Test): boolean {
  return (
    file.calls.some(
      ({ callee, function: id, span }) =>
        /\.(?:tick|move_to|shift)$/.test(callee) && (id === test.function || isInside(span, test.span)),
    ) || file.interceptions.some(({ target = '', span }) => /sleep$/.test(target) && isInside(span, test.span))
  );
}

function isInside(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The clock of the event loop stands still, too. */
function freezes({ file, project }: RuleContext, timer: TimerSwitch): boolean {
  if (timer.operation !== 'fake' || !timer.scoped) return false;
  if (/^time_machine\./.test(timer.via))
    return versionIs(project, 'time-machine', { below: '3' }) === 'yes' && !ticks(file, timer, true);
  return /^freezegun\b/.test(timer.via) && callOf(file, timer) !== undefined && !ticks(file, timer, false);
}

function callOf(file: TestFile, { span }: TimerSwitch): CallFact | undefined {
  return file.calls.find((call) => call.span.start === span.start && call.span.end === span.end);
}

/** `tick=True` and the like; time-machine ticks unless it is told not to. */
function ticks(file: TestFile, timer: TimerSwitch, otherwise: boolean): boolean {
  const call = callOf(file, timer);
  const tick = call?.arguments.find(({ name }) => name === 'tick');
  if (tick) return tick.value !== false;
  const isOpen = call?.arguments.some(
    ({ name, kind }) => kind === 'spread' || /^(?:auto_tick_seconds|real_asyncio|ignore)$/.test(name ?? ''),
  );
  return (
    isOpen === true || otherwise || file.calls.some(({ callee }) => /^freezegun\.(?:config\.)?configure$/.test(callee))
  );
}

/** In the `with` block, or in the function or class that it decorates. */
function isUnder(file: TestFile, wait: Wait, timer: TimerSwitch): boolean {
  const block = file.blocks[timer.block];
  if (block?.kind === 'with') return [...climb(file, wait.block)].some(({ id }) => id === timer.block);
  return timer.function !== 0 && [...climb(file, wait.block)].some(({ function: id }) => id === timer.function);
}

function messageFor({ via }: TimerSwitch): string {
  return /^time_machine/.test(via)
    ? 'time-machine before 3.0 stops the clock of the event loop as well: this sleep never ends, and the test hangs. Use time-machine 3, or let the time tick.'
    : 'freezegun stops the clock of the event loop as well: this sleep never ends, and the test hangs. Pass real_asyncio=True (freezegun 1.4 and later).';
}

function fixOf({ file, source, project }: RuleContext, freeze: TimerSwitch): FixDraft | undefined {
  const call = callOf(file, freeze);
  const last = call?.arguments.at(-1);
  if (!call || !last || /^time_machine/.test(freeze.via)) return undefined;
  const since = versionIs(project, 'freezegun', { atLeast: '1.4' });
  if (since === 'no' || !/^,?\s*\)$/.test(source.text.slice(last.span.end, call.span.end))) return undefined;
  return {
    title: 'Leave the event loop its clock',
    safety: since === 'yes' ? 'safe' : 'suggested',
    edits: [insert(last.span.end, ', real_asyncio=True')],
  };
}
