import type { Span, Test, TestFile } from '../../analysis/facts.ts';
import { fixturesOf } from '../../analysis/rules/support/places.ts';
import { hooksFor } from '../../analysis/rules/support/scope.ts';
import type { Source } from '../../analysis/source.ts';
import { wholeName } from '../../analysis/words.ts';
import { type Ground, type LeftState, leafOf } from './request.ts';

/** The test of a name as runners give it: rows of a table and repeated titles are one test. */
export function polluterIn({ tests }: TestFile, name: string): Test | undefined {
  const plain = name.replace(/ #\d+$/, '');
  return (
    tests.find(({ fullTitle }) => fullTitle === plain) ??
    tests.find(({ fullTitle }) => fullTitle === plain.replace(/\[[\s\S]*\]$/, ''))
  );
}

type Sets = Ground['sets'];

/** @param setter the function that holds the line which sets it */
export function setsIn(source: Source, display: string, state: LeftState, setter: string | undefined): Sets {
  const { at } = state;
  if (at?.path === display)
    return (span) =>
      holdsLine(source, span, at.line) || (setter !== undefined && word(setter).test(source.slice(span)));
  const sign = setter === undefined ? signOf(state) : word(setter);
  return (span) => sign.test(source.slice(span));
}

export function holdsLine(source: Source, { start, end }: Span, line: number): boolean {
  return source.position(start).line <= line && line <= source.position(end).line;
}

/**
 * Is the state set for several tests together, in `beforeAll` or a fixture of a module or class, and by nothing that runs
 * for each test? Then it is put back behind all of them.
 */
export function setOnce(file: TestFile, test: Test | undefined, sets: Sets): boolean {
  if (!test) return false;
  const hooks = hooksFor(file, test);
  const fixtures = fixturesOf(file, test);
  const wide = [
    ...hooks.filter(({ kind }) => kind === 'beforeAll'),
    ...fixtures.filter(({ scope }) => scope !== 'function' && scope !== 'dynamic'),
  ];
  const narrow = [
    test,
    ...hooks.filter(({ kind }) => kind === 'beforeEach'),
    ...fixtures.filter(({ scope }) => scope === 'function'),
  ];
  return wide.some(({ span }) => sets(span)) && !narrow.some(({ span }) => sets(span));
}

/** Is it set by the test itself, or by a hook or fixture of its file? */
export function setInFile(file: TestFile, test: Test, sets: Sets): boolean {
  return [test, ...hooksFor(file, test), ...fixturesOf(file, test)].some(({ span }) => sets(span));
}

/** The function of pytest's old style that sets it: it runs before any fixture of the file. */
export function setUpByModule({ file: { hooks, functions }, sets }: Ground): string | undefined {
  return hooks
    .filter(({ span }) => sets(span))
    .map(({ function: id }) => functions[id]?.name ?? '')
    .find((name) => /^(?:setup_module|setup_function|setUpModule)$/.test(name));
}

/** What the code that sets it has in it. */
function signOf(state: LeftState): RegExp {
  switch (state.kind) {
    case 'fake-timers':
      return /useFakeTimers|\.timers\.enable/;
    case 'working-directory':
      return /\bchdir\b/;
    case 'import-path':
      return /\bsys\.path\b/;
    case 'locale':
      return /\bsetlocale\b/;
    default:
      return word(leafOf(state));
  }
}

function word(name: string): RegExp {
  return new RegExp(wholeName(name));
}
