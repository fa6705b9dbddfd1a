import type { Assertion, CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/presence-mismatch.ts';
import { partsOf } from './support/assertions/parts.ts';
import { climb } from './support/scope.ts';
import { swapQueries } from './support/ui/swap-queries.ts';

/**
 * A Testing Library query that does not fit what is asserted of it. `getBy` and `findBy` throw when nothing is found, so an
 * assertion of absence on them can never hold; `queryBy` gives null, so an assertion of presence fails without showing the page
 * (info: the test is right all the same). `findBy` in the callback of `waitForElementToBeRemoved` is a promise, which is never
 * gone: the wait always times out. A throwing `getBy` there is no fault: the wait takes its error for "removed".
 * Source: wait-for-element-to-be-removed.js of @testing-library/dom 10.
 */
export const presenceMismatch = defineRule({
  id: 'presence-mismatch',
  title: 'Query that does not fit the assertion',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'node:test', 'unknown'],
  pattern: 'async/page-waits',
  why: '`getBy` throws when the element is not there, so an assertion that it is absent fails whether it is there or not. `queryBy` gives null instead of an error that shows the page, so an assertion that it is present fails without a word on what was rendered.',
  examples,
  *check(context) {
    const { file } = context;
    const vague: Query[] = [];
    for (const assertion of file.assertions) {
      const query = queryOf(file, assertion);
      if (!query) continue;
      const claim = claimOf(file, assertion);
      if (claim === 'absent' && query.kind !== 'query') yield absence(context, query);
      if (claim === 'present' && query.kind === 'query') vague.push(query);
    }
    const [first] = vague;
    if (first) yield presence(context, first, vague);
    yield* removals(file);
  },
});

interface Query {
  readonly call: CallFact;
  readonly kind: 'get' | 'find' | 'query';
  readonly many: boolean;
  readonly assertion: Assertion;
}

const queryName =
  /(?:^|\.)(get|find|query)(All)?By(?:Role|LabelText|PlaceholderText|Text|DisplayValue|AltText|Title|TestId)$/;

/** The query written inside `expect(…)`; one kept in a variable was made at another time. */
function queryOf(file: TestFile, assertion: Assertion): Query | undefined {
  // `expect(x).not.toBe(…)` reads as chai.
  if (assertion.style !== 'expect' && assertion.style !== 'chai') return undefined;
  const { subject } = partsOf(file, assertion);
  const call = subject?.kind === 'call' && subject.ref !== undefined ? file.calls[subject.ref] : undefined;
  const found = call && queryName.exec(call.callee);
  if (!call || !found || !isTestingLibrary(file, call)) return undefined;
  const kind = found[1] === 'get' || found[1] === 'find' ? found[1] : 'query';
  return { call, kind, many: found[2] !== undefined, assertion };
}

/** Vitest's browser mode and Playwright have `getBy…` too, which make locators. */
function isTestingLibrary(file: TestFile, { callee }: CallFact): boolean {
  if (
    /^page\./.test(callee) ||
    file.imports.some(({ module }) => /^(?:@vitest\/browser|vitest\/browser|vitest-browser-)/.test(module))
  )
    return false;
  return (
    !callee.includes('.') ||
    /^(?:screen|view|wrapper|utils|result|rendered|within\(\)|render\w*\(\)|[\w$]+)\.\w+$/.test(callee)
  );
}

/** What the matcher claims of the element; undefined when it speaks of something else. */
function claimOf(file: TestFile, assertion: Assertion): 'present' | 'absent' | undefined {
  const { matcher, negated } = assertion;
  const [value] = partsOf(file, assertion).values;
  if (/^(?:toBeInTheDocument|toBeTruthy|toBeDefined)$/.test(matcher)) return negated ? 'absent' : 'present';
  if (/^(?:toBeNull|toBeFalsy|toBeUndefined)$/.test(matcher)) return negated ? 'present' : 'absent';
  if (/^(?:toBe|toEqual)$/.test(matcher) && value?.kind === 'null') return negated ? 'present' : 'absent';
  return undefined;
}

function absence(context: RuleContext, query: Query): Report {
  const { call, kind, assertion } = query;
  const name = call.callee.slice(call.callee.lastIndexOf('.') + 1);
  const wayOut = `Ask with ${name.replace(/^(?:get|find)/, 'query')}.`;
  return {
    at: assertion.span,
    message: `${name} throws when there is no such element, so this assertion fails whether it is there or not. ${wayOut}`,
    fix: kind === 'get' && !query.many ? swapQueries(context, [call], 'query', 'safe') : undefined,
  };
}

function presence(context: RuleContext, first: Query, all: readonly Query[]): Report {
  const { file } = context;
  const singles = all.filter(({ many }) => !many);
  const times = all.length === 1 ? '' : ` (${all.length} times in this file)`;
  const fix: FixDraft | undefined =
    singles.length === all.length
      ? swapQueries(
          context,
          all.map(({ call }) => call),
          'get',
          all.some(({ assertion }) => isCaught(file, assertion)) ? 'suggested' : 'safe',
        )
      : undefined;
  return {
    at: first.assertion.span,
    severity: 'info',
    message: `queryBy gives null where getBy gives an error that shows the page, so a failure here does not say what was rendered${times}. Ask with getBy what must be there.`,
    fix,
  };
}

/** Where the kind of the error may matter. */
function isCaught(file: TestFile, { block }: Assertion): boolean {
  return [...climb(file, block)].some(({ kind }) => kind === 'try');
}

/** `waitForElementToBeRemoved(() => screen.findByText('…'))`. */
function* removals(file: TestFile): Generator<Report> {
  for (const wait of file.calls) {
    const [callback] = wait.arguments;
    if (!/(?:^|\.)waitForElementToBeRemoved$/.test(wait.callee) || callback?.kind !== 'function') continue;
    const query = file.calls.find(
      (call) =>
        call.function === callback.ref &&
        call.handling === 'returned' &&
        /(?:^|\.)find(?:All)?By\w+$/.test(call.callee),
    );
    if (query)
      yield {
        at: query.span,
        message: 'findBy gives a promise, which is never gone: this wait always times out. Ask with queryBy.',
      };
  }
}
