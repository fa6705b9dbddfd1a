import type { CallFact, TestFile } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { isWithin } from '../../nesting.ts';
import type { SetupCall } from '../../project.ts';
import { mayCheckForTests } from '../../test-side.ts';
import { readTypeScript } from '../read.ts';
import { networkModules } from '../vocabulary.ts';
import type { Config } from './configs.ts';
import { folderOf } from './folders.ts';
import { tryFile } from './module-files.ts';
import { lookUp, texts } from './values.ts';

/** What the setup files do for every test file. */
export interface SetupFacts {
  readonly fakesTimers: boolean;
  readonly restoresTimers: boolean;
  readonly interceptsNetwork: boolean;
  readonly calls: readonly SetupCall[];
}

export const noSetup: SetupFacts = { fakesTimers: false, restoresTimers: false, interceptsNetwork: false, calls: [] };

const setupKeys: Readonly<Record<Config['runner'], readonly (readonly string[])[]>> = {
  vitest: [['test', 'setupFiles']],
  jest: [['setupFiles'], ['setupFilesAfterEnv'], ['setupFilesAfterEach']],
  mocha: [['require'], ['file']],
  playwright: [],
};

/** Reads the setup files that a config names, and what they import from beside them. */
export function readSetup(files: ProjectFiles, config: Config): SetupFacts {
  const seen = new Map<string, TestFile>();
  for (const keys of setupKeys[config.runner]) {
    for (const written of texts(lookUp(config.value, ...keys))) {
      const found = findSetup(files, config, written);
      const file = found === undefined || seen.has(found) ? undefined : readFrom(files, config, found);
      if (!file) continue;
      seen.set(file.path, file);
      for (const other of importedBy(files, config, file)) seen.set(other.path, other);
    }
  }
  const all = [...seen.values()];
  const facts = all.map((file) => factsOf(file, all));
  return {
    fakesTimers: facts.some((each) => each.fakesTimers),
    restoresTimers: facts.some((each) => each.restoresTimers),
    interceptsNetwork: facts.some((each) => each.interceptsNetwork),
    calls: facts.flatMap((each) => each.calls),
  };
}

/** Beside the config or below the folder that it calls its root. */
function findSetup(files: ProjectFiles, config: Config, written: string): string | undefined {
  const path = written.replace(/^<rootDir>\/?/, './');
  const roots = [lookUp(config.value, 'root'), lookUp(config.value, 'test', 'root'), lookUp(config.value, 'rootDir')];
  const tries = [path, ...roots.flatMap((root) => (typeof root === 'string' ? [`${root}/${path}`] : []))];
  for (const folder of [config.folder, folderOf(config.path)]) {
    for (const each of tries) {
      const found = tryFile(files, folder, each);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function readFrom(files: ProjectFiles, config: Config, path: string): TestFile | undefined {
  const text = files.read(path);
  return text === undefined ? undefined : readTypeScript(path, text, config.runner);
}

/** `import './mocks'`: relative imports of a setup file, as far as they are there for tests. */
function importedBy(files: ProjectFiles, config: Config, file: TestFile): TestFile[] {
  const modules = new Set(file.imports.filter(({ typeOnly }) => !typeOnly).map(({ module }) => module));
  return [...modules].flatMap((module) => {
    const path = module.startsWith('.') ? tryFile(files, folderOf(file.path), module) : undefined;
    const text = path === undefined ? undefined : files.read(path);
    if (path === undefined || text === undefined) return [];
    if (!mayCheckForTests(path, text) && !/\b(?:vi|jest|sinon|beforeEach|afterEach|msw)\b/.test(text)) return [];
    return [readTypeScript(path, text, config.runner)];
  });
}

function factsOf(file: TestFile, all: readonly TestFile[]): SetupFacts {
  const when = (id: number) => whenRun(file, id);
  const isBefore = (id: number) => /^(?:load|before)/.test(when(id) ?? '');
  const isBetween = (id: number) => /Each$/.test(when(id) ?? '');
  return {
    fakesTimers: file.timers.some((timer) => timer.operation === 'fake' && isBefore(timer.function)),
    restoresTimers: file.timers.some((timer) => timer.operation === 'real' && isBetween(timer.function)),
    interceptsNetwork: interceptsNetwork(file),
    calls: file.calls.flatMap((call) => {
      const at = when(call.function);
      return at === undefined ? [] : [{ callee: call.callee, when: at }, ...followed(call, at, file, all)];
    }),
  };
}

/** When a function of a setup file runs; undefined for helpers that somebody may call. */
function whenRun(file: TestFile, id: number): SetupCall['when'] | undefined {
  if (id === 0) return 'load';
  const hook = file.hooks.find((candidate) => candidate.function !== 0 && isWithin(file, id, candidate.function));
  if (hook) return hook.kind;
  // Mocha's root hooks: `export const mochaHooks = { afterEach() { … } }`.
  const name = file.functions[id]?.name;
  return name === 'beforeEach' || name === 'afterEach' || name === 'beforeAll' || name === 'afterAll'
    ? name
    : undefined;
}

/** What a helper of the setup files does when a hook calls it by its name. */
function followed(call: CallFact, when: SetupCall['when'], file: TestFile, all: readonly TestFile[]): SetupCall[] {
  if (!/^[\w$]+$/.test(call.callee)) return [];
  for (const home of call.origin ? all : [file]) {
    const name = call.origin && call.origin.name !== 'default' ? call.origin.name : call.callee;
    const fn = home.functions.find((candidate) => candidate.name === name && candidate.parent === 0);
    if (fn?.role !== 'function') continue;
    return home.calls.filter((inner) => isWithin(home, inner.function, fn.id)).map(({ callee }) => ({ callee, when }));
  }
  return [];
}

function interceptsNetwork(file: TestFile): boolean {
  const listens = file.calls.some(({ callee }) =>
    /(^|\.)(server|worker|mswServer|mockServer)\.(listen|start)$/.test(callee),
  );
  return (
    listens ||
    file.interceptions.some(({ via, target }) => {
      const isModuleMock = /\.(mock|doMock|module)$/.test(via);
      const isNetwork = target === undefined || /^(fetch|XMLHttpRequest|WebSocket)$/.test(target);
      return isModuleMock
        ? target !== undefined && networkModules.has(target)
        : isNetwork || !/stubGlobal|spyOn/.test(via);
    })
  );
}
