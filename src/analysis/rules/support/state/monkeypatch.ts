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
  if (file.framework !== 'pytest' || caseAround(file, place) !== 'none') return undefined;
  const generated = [...functionsAround(file, from)].some((fn) =>
    fn.decorators.some(({ callee }) => /^hypothesis\b|(?:^|\.)given$/.test(callee)),
  );
  if (generated) return undefined;
  if (place.kind === 'test') return file.functions[place.test.function];
  if (place.kind === 'fixture' && place.fixture.scope === 'function') return file.functions[place.fixture.function];
  return undefined;
}

/** Does the place stand in a test case of unittest, which asks for no fixtures? `unknown`: in a class that is derived from one elsewhere. */
export function caseAround(file: TestFile, place: Place): 'case' | 'unknown' | 'none' {
  const found = file.suites
    .filter(({ id }) => encloses(file, id, suiteOf(file, place)) && suiteOf(file, place) !== undefined)
    .flatMap(({ className, bases }) => basesOf(file, className, bases, new Set()));
  if (found.some((base) => /TestCase$/.test(base))) return 'case';
  return found.length > 0 ? 'unknown' : 'none';
}

/** The bases that this file does not define. */
function basesOf(
  file: TestFile,
  className: string | undefined,
  written: readonly string[],
  seen: Set<string>,
): readonly string[] {
  if (className !== undefined) seen.add(className);
  const own = file.classes?.find(({ name }) => name === className)?.bases ?? written;
  return own.flatMap((base) => {
    if (seen.has(base) || /^(?:object|(?:abc\.)?ABC|(?:typing\.)?(?:Generic|Protocol)\b.*)$/.test(base)) return [];
    const known = file.classes?.some(({ name }) => name === base);
    return known ? basesOf(file, base, [], seen) : [base];
  });
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
