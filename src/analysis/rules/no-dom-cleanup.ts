import { hookEdit, importNames, localName, styleOf } from '../edits/typescript.ts';
import type { CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { examples } from './examples/no-dom-cleanup.ts';
import { placeOf } from './support/places.ts';

/**
 * Testing Library removes what it rendered in a global `afterEach`, which it only finds where the runner has globals.
 * Read in the packages: @testing-library/react, preact and vue register it behind `typeof afterEach === 'function'` when they are
 * loaded, @solidjs/testing-library too; Vitest has no globals by default. Svelte's plugin adds the cleanup by itself, so files with
 * it are left alone, and so is everything where no Vitest configuration was found.
 */
export const noDomCleanup = defineRule({
  id: 'no-dom-cleanup',
  title: 'Rendered components that stay on the page',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['vitest'],
  pattern: 'async/page-waits',
  why: 'Without globals, Testing Library cannot register its own clean-up in Vitest, so every component stays in the document. A later query finds the elements of earlier tests as well: it finds several where there is one, or passes thanks to an old one, depending on the order.',
  examples,
  *check(context) {
    const { file, project } = context;
    const { runner } = project;
    if (runner.globals || runner.configPath === undefined || cleansInSetup(context) || cleansInFile(file)) return;
    const renders = file.calls.filter(isRender);
    // Without an import from Vitest the file has globals, whatever was found of the configuration.
    if (!file.imports.some(({ module }) => module === 'vitest')) return;
    const [first] = renders;
    if (!first || renders.some((call) => isOnce(file, call)) || testsThatRender(file, renders) < 2) return;
    yield {
      at: first.span,
      message:
        'Nothing takes away what this file renders: Vitest has no globals here, so Testing Library cannot register its clean-up, and later tests find the elements of earlier ones. Call cleanup in afterEach.',
      fix: cleanUp(context, first),
    };
  },
});

const libraries =
  /^@testing-library\/(?:react|preact|vue)(?:\/pure)?$|^(?:@solidjs\/testing-library|solid-testing-library)$/;

function isRender({ origin, callee }: CallFact): boolean {
  return callee === 'render' && origin?.name === 'render' && libraries.test(origin.module);
}

/** Rendered for all tests: cleaning after each would take it away from the next. */
function isOnce(file: TestFile, call: CallFact): boolean {
  const place = placeOf(file, call.function);
  return place.kind === 'collection' || (place.kind === 'hook' && place.hook.kind === 'beforeAll');
}

/** Tests whose body renders; all of them when a hook or a helper does it. */
function testsThatRender(file: TestFile, renders: readonly CallFact[]): number {
  const tests = new Set<number>();
  for (const call of renders) {
    const place = placeOf(file, call.function);
    if (place.kind !== 'test') return file.tests.length;
    tests.add(place.test.id);
    if (place.test.parametrized) tests.add(-place.test.id - 1);
  }
  return tests.size;
}

const cleaning = /(?:^|\.)(?:cleanup|unmount|replaceChildren)$/i;

/** Calls it, hands it to a hook, or empties the document. */
function cleansInFile(file: TestFile): boolean {
  return (
    file.calls.some(
      (call) =>
        cleaning.test(call.callee) ||
        call.arguments.some(({ kind, value }) => kind === 'name' && cleaning.test(String(value))),
    ) || file.memberWrites.some(({ target }) => /^(?:\w+\.)?document\.body\.(?:inner|outer|text)\w+$/.test(target))
  );
}

/** A setup file cleans up, or registers an afterEach whose function is not in sight. */
function cleansInSetup({ project }: RuleContext): boolean {
  const setup = project.runner.setup ?? [];
  const registers = setup.some(({ callee, when }) => when === 'load' && callee === 'afterEach');
  return (
    setup.some(({ callee }) => cleaning.test(callee)) || (registers && !setup.some(({ when }) => when === 'afterEach'))
  );
}

function cleanUp({ file, source }: RuleContext, render: CallFact): FixDraft | undefined {
  const module = render.origin?.module;
  if (module === undefined) return undefined;
  const hook = hookEdit(file, source, 'afterEach', [
    `${localName(file, module, 'cleanup')}()${styleOf(source).semicolon}`,
  ]);
  if (!hook) return undefined;
  return {
    title: 'Clean up after each test',
    safety: 'safe',
    edits: [
      ...importNames(file, source, module, ['cleanup']),
      ...importNames(file, source, 'vitest', ['afterEach']),
      hook,
    ],
  };
}
