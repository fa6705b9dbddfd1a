import type { Argument, CallFact, TestFile } from '../facts.ts';
import { defineRule, type Edit, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { examples } from './examples/forced-action.ts';
import { testAround } from './support/scope.ts';
import { commentAbove } from './support/state/runs.ts';
import { lastLink, userActions } from './support/ui/pages.ts';

/**
 * `{ force: true }` leaves out the checks that make a click one that a user could do: visible, enabled, not moving, not covered.
 * Silent where a comment beside it says why (more than this rule's name), or the test is about forcing.
 */
export const forcedAction = defineRule({
  id: 'forced-action',
  title: 'Action that a user could not do',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'async/page-waits',
  why: 'With `force` the browser is told to act on an element that is hidden, disabled, still moving or covered. The test passes where a user is stuck, and an action on something that is not ready may do nothing at all.',
  examples,
  *check(context) {
    const { file, source } = context;
    const all = file.calls.flatMap((call) => {
      const forced = forcedOption(file, call);
      return forced && !isMeant(context, call) ? [{ call, forced }] : [];
    });
    const [first] = all;
    if (!first) return;
    const fixes = all.map(({ call, forced }) => leaveOut(source, call, forced));
    const times = all.length === 1 ? '' : ` (${all.length} times in this file)`;
    yield {
      at: first.call.span,
      message: `force lets ${lastLink(first.call.callee)} through though the element is hidden, disabled or covered, where a user is stuck${times}. Leave it out${file.framework === 'playwright' ? ': Playwright waits until the element can be used' : ' and wait until the element can be used'}, or say in a comment why it cannot be.`,
      fix: fixes.every((fix) => fix !== undefined)
        ? { title: 'Act as a user would, without force', safety: 'suggested', edits: fixes.flatMap((fix) => fix ?? []) }
        : undefined,
    };
  },
});

const cypressActions: ReadonlySet<string> = new Set('rightclick trigger select selectFile scrollIntoView'.split(' '));

interface Forced {
  readonly options: Argument;
  readonly index: number;
}

function forcedOption(file: TestFile, call: CallFact): Forced | undefined {
  const name = lastLink(call.callee);
  const isCypress = call.callee.startsWith('cy.');
  if (!isCypress && file.framework !== 'playwright') return undefined;
  if (!userActions.has(name) && !(isCypress && cypressActions.has(name))) return undefined;
  const index = call.arguments.length - 1;
  const options = call.arguments[index];
  const isForced = options?.properties?.some(({ name: key, value }) => key === 'force' && value.value === true);
  return options && isForced ? { options, index } : undefined;
}

function isMeant({ file, source }: RuleContext, call: CallFact): boolean {
  const test = testAround(file, call.function);
  const lineAbove = commentAbove(source, call.statement, file.language);
  const helper = file.functions[call.function];
  const start = helper && source.text.slice(0, source.lineStart(helper.span.start));
  const about = start === undefined ? undefined : /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(start)?.[0];
  if (/\bforc(?:e|es|ed|ing)\b/i.test(about ?? '')) return true;
  return (
    /\bforc(?:e|es|ed|ing)\b/i.test(test?.title ?? '') ||
    /\/[/*].*\w{3}/.test(lineAbove.replace(/\bforced-action\b/g, ''))
  );
}

function leaveOut(source: Source, call: CallFact, { options, index }: Forced): Edit | undefined {
  const properties = options.properties ?? [];
  const at = properties.findIndex(({ name }) => name === 'force');
  const property = properties[at];
  if (!property || /\/\/|\/\*/.test(source.slice(options.span))) return undefined;
  return edit();

  function edit(): Edit {
    const previous = properties[at - 1];
    const next = properties[at + 1];
    if (property && next) return { start: property.span.start, end: next.span.start, text: '' };
    if (property && previous) return { start: previous.span.end, end: property.span.end, text: '' };
    const before = call.arguments[index - 1];
    // A comma behind the last argument goes along.
    const comma = /^\s*,\s*(?=\))/.exec(source.text.slice(options.span.end, call.span.end))?.[0].length ?? 0;
    return { start: before?.span.end ?? options.span.start, end: options.span.end + comma, text: '' };
  }
}
