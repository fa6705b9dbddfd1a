import type { Span, Test, TestFile } from '../../analysis/facts.ts';
import { fixturesOf } from '../../analysis/rules/support/places.ts';
import { hooksFor } from '../../analysis/rules/support/scope.ts';
import type { Source } from '../../analysis/source.ts';
import { type LeftState, leafOf } from './request.ts';

/** The test of a name as runners give it: rows of a table and repeated titles are one test. */
export function polluterIn({ tests }: TestFile, name: string): Test | undefined {
  const plain = name.replace(/ #\d+$/, '');
  return (
    tests.find(({ fullTitle }) => fullTitle === plain) ??
    tests.find(({ fullTitle }) => fullTitle === plain.replace(/\[[\s\S]*\]$/, ''))
  );
}

/**
 * Is the state set for several tests together, in `beforeAll` or a fixture of a module or class, and by nothing that runs
 * for each test? Then it is put back behind all of them.
 */
export function setOnce(file: TestFile, source: Source, test: Test | undefined, state: LeftState): boolean {
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
  const sets = ({ span }: { readonly span: Span }) => isSetIn(source, span, state);
  return wide.some(sets) && !narrow.some(sets);
}

/** The function of pytest's old style that sets it: it runs before any fixture of the file. */
export function setUpByModule({ hooks, functions }: TestFile, source: Source, state: LeftState): string | undefined {
  return hooks
    .filter(({ span }) => isSetIn(source, span, state))
    .map(({ function: id }) => functions[id]?.name ?? '')
    .find((name) => /^(?:setup_module|setup_function|setUpModule)$/.test(name));
}

function isSetIn(source: Source, span: Span, state: LeftState): boolean {
  const text = source.slice(span);
  if (state.line !== undefined) {
    const [first, last] = [source.position(span.start).line, source.position(span.end).line];
    return first <= state.line && state.line <= last;
  }
  switch (state.kind) {
    case 'fake-timers':
      return /useFakeTimers|\.timers\.enable/.test(text);
    case 'working-directory':
      return /\bchdir\b/.test(text);
    case 'import-path':
      return /\bsys\.path\b/.test(text);
    case 'locale':
      return /\bsetlocale\b/.test(text);
    default:
      return new RegExp(`(?<![\\w$])${leafOf(state).replace(/[^\w]/g, '\\$&')}(?![\\w$])`).test(text);
  }
}
