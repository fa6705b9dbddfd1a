import type { Argument, Assertion, Test } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { examples } from './examples/unstable-snapshot.ts';
import { partsOf } from './support/assertions/parts.ts';
import { testAround } from './support/scope.ts';
import { isClockHeld } from './support/time/clocks.ts';
import { isSeeded } from './support/time/seeds.ts';
import { type Unstable, unstableIn } from './support/time/unstable-values.ts';

const names: Readonly<Record<Unstable['kind'], string>> = {
  time: 'the time of the run',
  chance: 'a random value',
  id: 'a new id',
  place: 'a path of this machine',
  process: 'the number of the process',
  float: 'an unrounded float',
};

/**
 * A snapshot of something that is different next time.
 * Source: excalidraw/excalidraw 661d6a4a75 (unrounded floats); eslint-plugin-jest no-interpolation-in-snapshots.
 */
export const unstableSnapshot = defineRule({
  id: 'unstable-snapshot',
  title: 'Snapshot of a value that changes from run to run',
  cause: 'time',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'flaky/snapshots',
  why: 'A snapshot compares every character. With the time, a random value or a path in it the next run or the next machine differs, and people learn to update snapshots without reading them.',
  examples,
  *check(context) {
    const { file, project } = context;
    const filled = file.assertions.filter((assertion) => isFilledIn(context, assertion));
    if (filled[0]) yield { at: filled[0].span, message: interpolated(filled.length) };
    // A serialiser may take out what differs.
    const serialises = (callee: string) =>
      /(?:^|\.)(?:addSnapshotSerializer|setDefaultSnapshotSerializers)$/.test(callee);
    if (file.calls.some(({ callee }) => serialises(callee))) return;
    if (project.runner.setup?.some(({ callee }) => serialises(callee))) return;
    for (const assertion of file.assertions) {
      const test = assertion.compares === 'snapshot' ? testAround(file, assertion.function) : undefined;
      const unstable = test && firstUnstable(context, test, assertion);
      if (!unstable) continue;
      yield {
        at: assertion.span,
        ...(unstable.kind === 'float' && { severity: 'info' as const }),
        message: `The snapshot holds ${names[unstable.kind]}, so it fails on the next run or another machine. ${wayOut(context, unstable)}`,
        fix: matcherFix(context, assertion, unstable),
      };
    }
  },
});

/** A template with `${…}` as an inline snapshot. Vitest 4 and Jest 30 write plain text in its place when snapshots are updated (measured). */
function isFilledIn({ file }: RuleContext, assertion: Assertion): boolean {
  return (
    /InlineSnapshot$/.test(assertion.matcher) &&
    partsOf(file, assertion).values.some(({ kind, interpolated: isFilled }) => kind === 'template' && isFilled === true)
  );
}

function interpolated(count: number): string {
  const more = count > 1 ? ` (${count} in this file)` : '';
  return `The inline snapshot is filled in with a value${more}: the next update writes what it is on that machine in its place. Replace the changing part in what is checked, or compare with toBe.`;
}

function wayOut({ file }: RuleContext, { kind, member, type }: Unstable): string {
  const mock = file.framework === 'jest' ? 'jest' : 'vi';
  const hasMatchers = file.framework === 'vitest' || file.framework === 'jest';
  if (kind === 'float') return 'Round it (toFixed, toBeCloseTo) before it is compared.';
  if (hasMatchers && member !== undefined && type)
    return `Say what may differ: toMatchSnapshot({ ${member}: expect.any(${type}) }).`;
  if (kind === 'time')
    return hasMatchers
      ? `Hold the clock with ${mock}.setSystemTime.`
      : 'Hold the clock, or leave the time out of the snapshot.';
  return kind === 'place'
    ? 'Replace it by a fixed name before it is compared.'
    : 'Use a fixed value, or leave it out of the snapshot.';
}

function firstUnstable(context: RuleContext, test: Test, assertion: Assertion): Unstable | undefined {
  const { file } = context;
  const { subject, values } = partsOf(file, assertion);
  const matchers = matchersIn(values);
  if (!subject || matchers === undefined) return undefined;
  for (const unstable of unstableIn(file, subject, assertion.function)) {
    if (unstable.member !== undefined && matchers.has(unstable.member)) continue;
    if (unstable.kind === 'time' && isClockHeld(context, test, assertion.span.start, 'date')) continue;
    const use = file.randoms.find(({ span }) => span.start === unstable.at.start);
    if (use && isSeeded(file, test, use)) continue;
    if (isMocked(context, unstable)) continue;
    return unstable;
  }
  return undefined;
}

/** The members that property matchers speak for; undefined when they cannot be read. */
function matchersIn(values: readonly Argument[]): ReadonlySet<string> | undefined {
  const [first] = values;
  if (!first || first.kind === 'string' || first.kind === 'template') return new Set();
  return first.properties && new Set(first.properties.map(({ name }) => name));
}

/** The module or function that gives the value stands in for the real one. */
function isMocked({ file }: RuleContext, { at }: Unstable): boolean {
  const call = file.calls.find(({ span }) => span.start === at.start && span.end === at.end);
  const module = call?.origin?.module.replace(/^node:/, '');
  const last = call?.callee.slice(call.callee.lastIndexOf('.') + 1);
  return (
    file.interceptions.some(({ target }) => module !== undefined && target?.replace(/^node:/, '') === module) ||
    file.calls.some(
      ({ callee, arguments: [, second] }) =>
        /\.(?:spyOn|stub|method)$/.test(callee) && last !== undefined && second?.value === last,
    )
  );
}

/** Only where nothing is stored beside the call: an inline snapshot would have to change with it. */
function matcherFix({ file, source }: RuleContext, assertion: Assertion, unstable: Unstable): FixDraft | undefined {
  const { matcher, subject } = partsOf(file, assertion);
  const { member, type } = unstable;
  if (!/^toMatch(?:Inline)?Snapshot$/.test(assertion.matcher) || !matcher || !subject || !member || !type)
    return undefined;
  if (file.framework !== 'vitest' && file.framework !== 'jest') return undefined;
  if (matcher.arguments.length > 0 || !/^[A-Za-z_$][\w$]*$/.test(member)) return undefined;
  const others = new Map([[member, type]]);
  for (const other of unstableIn(file, subject, assertion.function)) {
    if (other.member !== undefined && other.type && other.kind !== 'float') others.set(other.member, other.type);
  }
  const at = matcher.span.end - 1;
  if (source.text[at] !== ')' || [...others.keys()].some((name) => !/^[A-Za-z_$][\w$]*$/.test(name))) return undefined;
  const text = `{ ${[...others].map(([name, kind]) => `${name}: expect.any(${kind})`).join(', ')} }`;
  return {
    title: 'Say which members may differ (then update the snapshot)',
    safety: 'suggested',
    edits: [{ start: at, end: at, text }],
  };
}
