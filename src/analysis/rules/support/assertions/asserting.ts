import { isLibraryCheck, isSurelyCheck, readsLikeCheck } from '../../../check-names.ts';
import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import { isParameter, isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { functionsNamed } from '../scope.ts';

/** What a call tells by its name beside the names that promise a check; believed only where the function cannot be read. */
const tellsOutcome =
  /^is[A-Z_]\w*(?:Ok|_ok)$|(?:Equals?|Matches)$|^waitFor(?!Timeout|Idle|Ready|LoadState|Navigation|Network)[A-Z]\w*$|^wait_for_(?!timeout|load_state)\w+$/;

/**
 * Calls that fail the test by themselves when what they wait for, look up or compare is not there: Testing Library's
 * getBy/findBy, page waits, supertest's `.expect`, `RuleTester.run`, `cy…should`, nock's `done`, `pytest.fail`.
 */
const assertsByNature = [
  /(?:^|\.)waitFor(?:ElementToBeRemoved|Selector|URL|Response|Request|Function|Event)?$/,
  /(?:^|\.)(?:should|expect|fail|plan|assert|verify|isDone|verifyAll|checkAll|to_have_\w+|to_be_\w+)$/,
  /(?:^|\.)(?:tester|ruleTester|RuleTester\(\)|eslintTester)\.run$/i,
  /\.(?:done|play)$/,
  /(?:^|\.)(?:expectTypeOf|expectType|assertType|assert_type|assert_never|reveal_type|match_snapshot|toMatchSnapshot)(?:$|[.(])/,
  /(?:^|\.)(?:assert|expect|should)\w*(?:\(\))?\./i,
  /(?:^|\.)\w+Expect(?:\(\))?\./,
  /^\w+\.(?:(?:not)?(?:[dD]eep)?(?:[sS]trict)?Equal|(?:strict|deep|deepStrict|notStrict|notDeep)Equal|equal|ok|notOk|same|throws|rejects|doesNotThrow|doesNotReject|ifError)$/,
  /^(?:pytest\.(?:fail|raises|warns|deprecated_call)|self\.fail|benchmark)/,
  /(?:^|\.)raise_for_status$/,
  // pytest's own LineMatcher, which fails the test of a plugin.
  /\.(?:no_)?(?:fnmatch|re_match)_lines?(?:_random|_consecutive)?$/,
];

/** Testing Library's queries throw when nothing is there; Playwright's and Vitest browser mode's only make locators. */
function isThrowingQuery(file: TestFile, callee: string): boolean {
  if (!/(?:^|\.)(?:getBy|getAllBy|findBy|findAllBy)[A-Z]\w*$/.test(callee)) return false;
  return file.framework !== 'playwright' && !/^(?:page|locator|frame)\b/.test(callee);
}

/** Parsers whose result is thrown away: they are called to see whether they refuse. */
const parses =
  /(?:^|\.)(?:fromisoformat|strptime|json\.loads|JSON\.parse|uuid\.UUID|UUID|ast\.parse|ElementTree\.fromstring|model_validate|new URL|SCHEMA|SCHEMA_[A-Z_]+|[A-Z_]+_SCHEMA)$/;

/** WebTest's requests raise unless the answer has the status that they name. */
function expectsStatus({ callee, arguments: given }: CallFact): boolean {
  return (
    /(?:^|[._])(?:web_?test|test_?app)\.(?:get|post|put|patch|delete|head|options)(?:_json)?$|\.(?:submit|follow|click)$/.test(
      callee,
    ) && given.some(({ name }) => name === 'status')
  );
}

/** Does the call run a check: by what it is, by what the function it leads to does, or, when that cannot be read, by its name and what it is given? */
export function callAsserts({ helpers, file }: Pick<RuleContext, 'helpers' | 'file'>, call: CallFact): boolean {
  if (isLibraryCheck(call.callee) || assertsByNature.some((pattern) => pattern.test(call.callee))) return true;
  if (isThrowingQuery(file, call.callee)) return true;
  // Called from a callback, `done` says that the callback was reached; called from the test itself it says nothing.
  if (call.callee === 'done' && file.functions[call.function]?.role !== 'test') return true;
  if (call.handling === 'dropped' && parses.test(call.callee)) return true;
  if (file.language === 'python' && expectsStatus(call)) return true;
  const last = call.callee.slice(call.callee.lastIndexOf('.') + 1);
  if (isSurelyCheck(last) || call.arguments.some((argument) => carriesAssertion(file, argument))) return true;
  const verdict = helpers.asserts(call);
  if (verdict === 'yes') return true;
  if (verdict === 'unknown' && isInheritedCheck(file, call)) return true;
  return (readsLikeCheck(last) || tellsOutcome.test(last)) && (verdict === 'unknown' || isOnParameter(file, call));
}

/** `self._run_compare_fixture(…)` of a base class that cannot be read. */
function isInheritedCheck({ language }: TestFile, { callee }: CallFact): boolean {
  return language === 'python' && /^(?:self|cls)\.\w*_(?:compare|check|verify|roundtrip|test)(?:_\w+)?$/.test(callee);
}

/** A method of what a fixture gives: what the fixture itself does says nothing about it. */
function isOnParameter(file: TestFile, call: CallFact): boolean {
  const [root = '', ...rest] = call.callee.split('.');
  return rest.length > 0 && isParameter(file, root, call.function);
}

/** `expect`, `assert` or `t` handed to a helper, or a local function that asserts handed over by name. */
function carriesAssertion(file: TestFile, argument: Argument): boolean {
  if (argument.kind !== 'name' || typeof argument.value !== 'string') return false;
  if (/^(?:expect|assert|chai)$/.test(argument.value)) return true;
  if (argument.value === 't' && file.framework === 'node:test') return true;
  const last = argument.value.split('.').at(-1);
  const named = functionsNamed(file, last ?? '').filter((fn) => fn.role === 'function');
  if (named.length === 0) return isSurelyCheck(last ?? '') || /^verify[A-Z_]/.test(last ?? '');
  return named.some((fn) => file.assertions.some((assertion) => isWithin(file, assertion.function, fn.id)));
}
