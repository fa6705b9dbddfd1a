import type { Argument, CallFact, FunctionFact } from '../../facts.ts';
import { isWithin } from '../../helpers.ts';
import type { RuleContext } from '../../rule.ts';

/** Names that promise a check, or read like a question that is answered by throwing. */
const promising =
  /^_*(?:assert|check|verify|expect|should|validate|ensure|must|require)(?:[A-Z_\d]|$)|^is[A-Z_]\w*(?:Ok|_ok)$|(?:Equals?|Matches)$/;

/**
 * Calls that fail the test by themselves when what they wait for, look up or compare is not there: Testing Library's
 * getBy/findBy, page waits, supertest's `.expect`, `RuleTester.run`, `cy…should`, nock's `done`, `pytest.fail`.
 */
const assertsByNature = [
  /(?:^|\.)(?:getBy|getAllBy|findBy|findAllBy)[A-Z]\w*$/,
  /(?:^|\.)waitFor(?:ElementToBeRemoved|Selector|URL|Response|Request|Function|Event|LoadState)?$/,
  /(?:^|\.)(?:should|expect|fail|plan|assert|verify|isDone|verifyAll|checkAll|to_have_\w+|to_be_\w+)$/,
  /(?:^|\.)(?:tester|ruleTester|RuleTester\(\)|eslintTester)\.run$/i,
  /\.(?:done|play)$/,
  /(?:^|\.)(?:expectTypeOf|expectType|assertType|assert_type|assert_never|match_snapshot|toMatchSnapshot)(?:$|[.(])/,
  /(?:^|\.)(?:assert|expect|should)\w*(?:\(\))?\./i,
  /^(?:pytest\.(?:fail|raises|warns|deprecated_call)|self\.fail|benchmark)/,
  /(?:^|\.)raise_for_status$/,
];

/** Parsers whose result is thrown away: they are called to see whether they refuse. */
const parses =
  /(?:^|\.)(?:fromisoformat|strptime|json\.loads|JSON\.parse|uuid\.UUID|UUID|ast\.parse|ElementTree\.fromstring|model_validate|new URL)$/;

/** Does the call run a check: by what it is, by what the function it leads to does, or, when that cannot be read, by its name and what it is given? */
export function callAsserts({ helpers, file }: Pick<RuleContext, 'helpers' | 'file'>, call: CallFact): boolean {
  if (assertsByNature.some((pattern) => pattern.test(call.callee))) return true;
  // Called from a callback, `done` says that the callback was reached; called from the test itself it says nothing.
  if (call.callee === 'done' && file.functions[call.function]?.role !== 'test') return true;
  if (call.handling === 'dropped' && parses.test(call.callee)) return true;
  const verdict = helpers.asserts(call);
  if (verdict === 'yes') return true;
  if (call.arguments.some((argument) => carriesAssertion(file, argument))) return true;
  const last = call.callee.split('.').at(-1) ?? '';
  return verdict === 'unknown' && promising.test(last);
}

/** `expect`, `assert` or `t` handed to a helper, or a local function that asserts handed over by name. */
function carriesAssertion(file: RuleContext['file'], argument: Argument): boolean {
  if (argument.kind !== 'name' || typeof argument.value !== 'string') return false;
  if (/^(?:expect|assert|chai)$/.test(argument.value)) return true;
  if (argument.value === 't' && file.framework === 'node:test') return true;
  const last = argument.value.split('.').at(-1);
  const named = file.functions.filter((fn) => fn.name === last && fn.role === 'function');
  return (
    named.some((fn) => assertsItself(file, fn)) ||
    (named.length === 0 && /^(?:assert|expect|verify)[A-Z_]/.test(last ?? ''))
  );
}

function assertsItself(file: RuleContext['file'], fn: FunctionFact): boolean {
  return file.assertions.some((assertion) => isWithin(file, assertion.function, fn.id));
}
