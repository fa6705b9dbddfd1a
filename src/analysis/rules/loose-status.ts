import type { Assertion, Block, Test, TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext, type Severity } from '../rule.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/loose-status.ts';
import { type AcceptedCodes, acceptedCodes } from './support/assertions/status-codes.ts';
import { climb, isSwitchedOff, testAround } from './support/scope.ts';

/** A status code that may be that of a success, of a refusal or of a crash. Source: 729 assertions of one AI-written suite. */
export const looseStatus = defineRule({
  id: 'loose-status',
  title: 'Status code of success or failure',
  cause: 'overbroad-assertion',
  topic: 'structure',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test that accepts 200 as well as 404 passes whether the request worked or not. One that accepts 500 passes when the server crashes. For one request in one state there is one right answer.',
  examples,
  *check(context) {
    const { file } = context;
    const found = new Map<Test, Loose[]>();
    for (const assertion of file.assertions) {
      const test = testAround(file, assertion.function);
      if (!test || isSwitchedOff(file, test) || isExpectedToFail(file, assertion)) continue;
      const codes = acceptedCodes(context, assertion);
      const kind = codes && kindOf(codes);
      if (kind) found.set(test, [...(found.get(test) ?? []), { assertion, kind, codes }]);
    }
    for (const [test, loose] of found) yield report(context, test, loose);
  },
});

type Kind = 'crash' | 'mixed' | 'failure-or-crash';

interface Loose {
  readonly assertion: Assertion;
  readonly kind: Kind;
  readonly codes: AcceptedCodes;
}

function kindOf({ codes }: AcceptedCodes): Kind | undefined {
  const success = codes.some((code) => code >= 200 && code < 300);
  const refusal = codes.some((code) => code >= 400 && code < 500);
  // The server says itself that it has not got that far, or cannot now: an answer, no crash.
  const crash = codes.some((code) => code === 500);
  const unavailable = codes.some((code) => code > 500);
  if (success && crash) return 'crash';
  if (success && (refusal || unavailable)) return 'mixed';
  return crash && refusal ? 'failure-or-crash' : undefined;
}

/** The assertion stands in `with pytest.raises(AssertionError)`. */
function isExpectedToFail(file: TestFile, { block }: Assertion): boolean {
  return [...climb(file, block)].some(({ names }) => names.some((name) => /\braises$|assertRaises/.test(name)));
}

function report({ file, source }: RuleContext, test: Test, loose: readonly Loose[]): Report {
  const worst = loose.find(({ kind }) => kind === 'crash') ?? loose[0];
  const others = loose.length > 1 ? ` ${loose.length - 1} more of its checks do the same.` : '';
  if (!worst) return { at: test.nameSpan, message: '' };
  const { assertion, kind, codes } = worst;
  const isMild = kind === 'failure-or-crash' && codes.isRange;
  const severity: Severity = isMild || isOneOfMany(file, assertion, source.slice(assertion.span)) ? 'info' : 'warning';
  return { at: assertion.span, test: test.id, severity, message: wording(kind, codes) + others };
}

/** Requests that compete: in a loop over their answers either may come. */
function isOneOfMany(file: TestFile, { block }: Assertion, text: string): boolean {
  const names = [...climb(file, block)].filter(isEach).flatMap(({ id }) => targetsOf(file, id));
  return names.some((name) => new RegExp(wholeName(name)).test(text));
}

function isEach({ kind, loop }: Block): boolean {
  return kind === 'loop' && loop === 'for-each';
}

/** The variables that a `for` statement fills. */
function targetsOf(file: TestFile, loop: number): string[] {
  const { construct, condition } = file.blocks[loop] ?? {};
  if (!construct || !condition) return [];
  return file.variables
    .filter(({ nameSpan }) => nameSpan.start >= construct.start && nameSpan.end <= condition.start)
    .map(({ name }) => name);
}

function wording(kind: Kind, { written, isRange }: AcceptedCodes): string {
  const accepted = isRange ? `\`${written}\`` : written;
  switch (kind) {
    case 'crash':
      return `Accepts ${accepted}: the test passes when the request works and when the server crashes with a 500. Expect the one code that is right here.`;
    case 'mixed':
      return `Accepts ${accepted}: the test passes whether the request works or is refused. Expect the one code that is right here, or write a test for each case.`;
    case 'failure-or-crash':
      return `Accepts ${accepted}: the test passes when the server refuses the request, and when it crashes with a 500. Expect the one code that is right here.`;
  }
}
