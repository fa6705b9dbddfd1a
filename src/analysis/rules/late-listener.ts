import { insertAbove, standsAlone } from '../edits/statements.ts';
import { styleOf } from '../edits/typescript.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { lateListenerExamples } from './examples/late-listener.ts';
import {
  isBareAwait,
  type LateWait,
  lateEmitterWaits,
  latePageWaits,
  promiseName,
} from './support/resources/late-waits.ts';

/**
 * A wait for an event that begins after the event was set off: on a quick machine it is over before anyone listens.
 * Source: socketio/socket.io 582655f6 (`kill()` before the `exit` listener), nodejs/undici 116e38ccc and c6d37d2cc.
 */
export const lateListener = defineRule({
  id: 'late-listener',
  title: 'Listener attached after the action',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'flaky/race-conditions',
  why: 'An event is not kept for those who come late. When it arrives while the action is still awaited, the wait that begins afterwards never ends, and the test runs into its timeout: on a quick server, on a warm cache, in one run of a hundred. Start the wait first, then act, then await.',
  examples: lateListenerExamples,
  *check(context) {
    const { file, source } = context;
    if (file.tests.length === 0) return;
    for (const late of [...latePageWaits(file), ...lateEmitterWaits(file, source)]) {
      const { wait, trigger, event } = late;
      yield {
        at: wait.span,
        message: `Waits for "${event}" only after ${nameOf(trigger.callee)} has run: an event that comes in between is lost and the test waits until its timeout. Start the wait before, and await it after.`,
        fix: startFirst(context, late),
      };
    }
  },
});

function nameOf(callee: string): string {
  return `${callee.replace(/^new /, '').replaceAll('()', '(…)')}()`;
}

/** `const responsePromise = page.waitForResponse(…)` above the action, `await responsePromise` where the wait stands. */
function startFirst({ source }: RuleContext, late: LateWait): FixDraft | undefined {
  const { wait, trigger } = late;
  // A value that the action gives may be what the wait asks for.
  if (wait.handling !== 'awaited' || !standsAlone(source, trigger.statement)) return undefined;
  const isBare = trigger.handling === 'dropped' || isBareAwait(source, trigger);
  const between = source.text.slice(trigger.statement.end, wait.statement.start);
  if (!isBare || /\b(?:const|let|var)\b/.test(between)) return undefined;
  const name = promiseName(late, source.text);
  const line = `const ${name} = ${source.slice(wait.span)}${styleOf(source).semicolon}`;
  return {
    title: 'Start the wait before the action',
    safety: 'suggested',
    edits: [insertAbove(source, trigger.statement.start, [line]), { ...wait.span, text: name }],
  };
}
