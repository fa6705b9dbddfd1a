import { hookEdit, importNames, localName, styleOf } from '../../../edits/typescript.ts';
import type { TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { FixDraft, RuleContext, Safety } from '../../../rule.ts';
import { placeOf, suiteOf, unlessWholeFile } from '../places.ts';
import { mockObject, runnerModule } from '../runner.ts';
import { modifierNames } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { isInstalling, type Spy, spiesOf } from './spies.ts';
import type { SpyLeak } from './spy-leaks.ts';

/** What undoes the spies of a kind, as this file would write it. */
export function restoreCall(file: TestFile, spy: Spy): string {
  switch (spy.by) {
    case 'vi':
    case 'jest':
      return `${mockObject(file) ?? spy.by}.restoreAllMocks()`;
    case 'node:test':
      return `${localName(file, 'node:test', 'mock')}.restoreAll()`;
    case 'sinon':
      return `${spy.owner}.restore()`;
  }
}

/** One hook for the file, or for the suite that holds all of the spies. */
export function restoreFix(context: RuleContext, leaks: readonly SpyLeak[]): FixDraft | undefined {
  const { file, source } = context;
  const isConcurrent = file.tests.some((test) => modifierNames(file, test).includes('concurrent'));
  // Restoring all would take away what was meant to last.
  const lasts = spiesOf(file).some((spy) => isForGood(file, spy.call.function));
  if (isConcurrent || lasts || losesDefaults(context) || leaks.some(({ spy }) => !isReachable(file, spy)))
    return undefined;
  const [first] = leaks;
  const isOneSuite = leaks.every(({ suite }) => suite === first?.suite);
  const own = isOneSuite ? first?.suite : undefined;
  const hasHook = file.hooks.some((hook) => hook.kind === 'afterEach' && hook.suite === own);
  const suite = hasHook ? own : unlessWholeFile(file, own);
  const semicolon = styleOf(source).semicolon;
  const body = [...new Set(leaks.map(({ spy }) => restoreCall(file, spy) + semicolon))];
  const hook = hookEdit(file, source, 'afterEach', body, suite);
  if (!hook) return undefined;
  const imports = importNames(file, source, runnerModule(file), ['afterEach']);
  return { title: 'Restore spies after each test', safety: safetyOf(context), edits: [...imports, hook] };
}

/**
 * Up to version 3 vitest's `restoreAllMocks` also undoes what was installed on mocks that are no spies (measured in 3.2.4),
 * which tests may build on.
 */
function restoresAll({ file, project }: RuleContext): boolean {
  return file.framework === 'vitest' && (project.runner.major ?? 4) < 4;
}

/** Every test would lose what the file installs once: 66 right tests of google-gemini/gemini-cli did. */
function losesDefaults(context: RuleContext): boolean {
  const { file } = context;
  const inFactory = (id: number) =>
    [...functionsAround(file, id)].some(({ argumentOf }) =>
      /^vi\.(?:mock|doMock|hoisted)$/.test(file.calls[argumentOf ?? -1]?.callee ?? ''),
    );
  return (
    restoresAll(context) &&
    file.calls.some(({ callee, function: id }) => isInstalling(callee) && (isForGood(file, id) || inFactory(id)))
  );
}

function safetyOf(context: RuleContext): Safety {
  return restoresAll(context) && context.file.calls.some(({ callee }) => callee === 'vi.mock') ? 'suggested' : 'safe';
}

/** Made once and meant to last: while the file is loaded, or in beforeAll. */
function isForGood(file: TestFile, id: number): boolean {
  const place = placeOf(file, id);
  return (
    place.kind === 'collection' ||
    (place.kind === 'hook' && place.hook.kind === 'beforeAll' && suiteOf(file, place) === undefined)
  );
}

/** A sandbox that is made inside a test cannot be restored from a hook. */
function isReachable(file: TestFile, { by, owner, call }: Spy): boolean {
  return by !== 'sinon' || variableNamed(file, owner, call.function)?.level !== 'function';
}
