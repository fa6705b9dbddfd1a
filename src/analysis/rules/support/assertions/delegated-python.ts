import type { CallFact, Test, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { inTest } from '../scope.ts';
import { variableNamed } from '../values.ts';

/**
 * `module.test_override()`, also through `run = module.test_override`: the test of another file is run, and what it asserts counts.
 * Not where it can be read and asserts nothing.
 */
export function runsOtherTest({ file, source, helpers }: RuleContext, test: Test): boolean {
  if (file.language !== 'python') return false;
  return file.calls.some(
    (call) =>
      inTest(file, test, call.function) &&
      isWholeStatement(source, call) &&
      isTestName(pathOf(file, call)) &&
      helpers.asserts(call) !== 'no',
  );
}

/** Flask's `app.test_client()` and the like make something. */
function isTestName(path: string): boolean {
  return /(?:^|\.)test_(?!(?:client|cli_runner|request_context|app|db|session|user|data|server)$)\w+$/.test(path);
}

/** The callee, with a local name undone. */
function pathOf(file: TestFile, { callee, function: from }: CallFact): string {
  if (callee.includes('.')) return callee;
  const initial = variableNamed(file, callee, from)?.initial;
  return initial?.kind === 'name' ? String(initial.value) : callee;
}

function isWholeStatement(source: Source, { statement, span }: CallFact): boolean {
  return source.slice(statement).replace(/^await\s+/, '') === source.slice(span);
}

/** All that the test does is to call what a fixture gives, which stands where it cannot be read: whether it asserts is not known. */
export function onlyCallsFixture({ file, source, helpers }: RuleContext, test: Test): boolean {
  const body = file.functions[test.function];
  if (file.language !== 'python' || !body) return false;
  const statements = (file.blocks[body.block]?.statements ?? []).filter(
    ({ span }) => !/^[rR]?["']/.test(source.slice(span)),
  );
  const last = statements.at(-1);
  const call = file.calls.find(
    ({ statement, function: id }) => id === test.function && statement.start === last?.span.start,
  );
  if (!call || !isWholeStatement(source, call)) return false;
  const name = pathOf(file, call);
  const isAlias = statements.length === 2 && statements[0]?.kind === 'assignment' && name !== call.callee;
  return (
    (statements.length === 1 || isAlias) && test.fixtures.includes(name) && helpers.fixtureAsserts(name) === 'unknown'
  );
}

/** `@testing.skip_if(lambda: True, "reason")`, `@pytest.mark.skipif(True, reason="…")`. */
export function isAlwaysSkipped({ file, source }: Pick<RuleContext, 'file' | 'source'>, test: Test): boolean {
  const decorators = file.functions[test.function]?.decorators ?? [];
  return (
    file.language === 'python' &&
    decorators.some(({ callee, call }) => {
      const [condition] = (call === undefined ? undefined : file.calls[call])?.arguments ?? [];
      return (
        condition !== undefined &&
        /(?:^|\.)skip_?if$/i.test(callee) &&
        /^(?:lambda(?: [^:]*)?:\s*)?True$/.test(source.slice(condition.span))
      );
    })
  );
}
