import { addParameter } from '../../../edits/python.ts';
import type { FunctionFact, TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { Edit } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { encloses, type Place, suiteOf } from '../places.ts';

/**
 * The test or fixture that can ask for the function-scoped `monkeypatch`: none of unittest's, and none that hypothesis runs
 * many times within one test. `from`: the function that changes something there.
 */
export function patchingFunction(file: TestFile, from: number, place: Place): FunctionFact | undefined {
  if (file.framework !== 'pytest') return undefined;
  const inUnittest = file.suites.some(
    (suite) => suite.bases.some((base) => /TestCase$/.test(base)) && encloses(file, suite.id, suiteOf(file, place)),
  );
  const generated = [...functionsAround(file, from)].some((fn) =>
    fn.decorators.some(({ callee }) => /^hypothesis\b|(?:^|\.)given$/.test(callee)),
  );
  if (inUnittest || generated) return undefined;
  if (place.kind === 'test') return file.functions[place.test.function];
  if (place.kind === 'fixture' && place.fixture.scope === 'function') return file.functions[place.fixture.function];
  return undefined;
}

/** Changes that `monkeypatch` makes instead, in functions that ask for it; each function asks once. */
export function askAll(
  source: Source,
  changes: readonly { readonly fn: FunctionFact; readonly edit: Edit }[],
): readonly Edit[] | undefined {
  const asked = new Map<number, readonly Edit[]>();
  for (const { fn } of changes) {
    const edits = addParameter(source, fn, 'monkeypatch');
    if (!edits) return undefined;
    asked.set(fn.id, edits);
  }
  return [...[...asked.values()].flat(), ...changes.map(({ edit }) => edit)];
}
