import type { TestFile } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { readTypeScript } from '../read.ts';
import { networkModules } from '../vocabulary.ts';
import type { Config } from './configs.ts';
import { tryFile } from './module-files.ts';
import { lookUp, texts } from './values.ts';

/** What the setup files do for every test file. */
export interface SetupFacts {
  readonly restoresMocks: boolean;
  readonly restoresEnvironment: boolean;
  readonly fakesTimers: boolean;
  readonly restoresTimers: boolean;
  readonly interceptsNetwork: boolean;
}

export const noSetup: SetupFacts = {
  restoresMocks: false,
  restoresEnvironment: false,
  fakesTimers: false,
  restoresTimers: false,
  interceptsNetwork: false,
};

const setupKeys: Readonly<Record<Config['runner'], readonly (readonly string[])[]>> = {
  vitest: [['test', 'setupFiles']],
  jest: [['setupFiles'], ['setupFilesAfterEnv'], ['setupFilesAfterEach']],
  mocha: [['require'], ['file']],
  playwright: [],
};

/** Reads the setup files that a config names. */
export function readSetup(files: ProjectFiles, config: Config): SetupFacts {
  let facts = noSetup;
  for (const keys of setupKeys[config.runner]) {
    for (const written of texts(lookUp(config.value, ...keys))) {
      const found = tryFile(files, config.folder, written.replace(/^<rootDir>\/?/, './'));
      const text = found === undefined ? undefined : files.read(found);
      if (found !== undefined && text !== undefined)
        facts = either(facts, factsOf(readTypeScript(found, text, config.runner)));
    }
  }
  return facts;
}

function either(a: SetupFacts, b: SetupFacts): SetupFacts {
  return {
    restoresMocks: a.restoresMocks || b.restoresMocks,
    restoresEnvironment: a.restoresEnvironment || b.restoresEnvironment,
    fakesTimers: a.fakesTimers || b.fakesTimers,
    restoresTimers: a.restoresTimers || b.restoresTimers,
    interceptsNetwork: a.interceptsNetwork || b.interceptsNetwork,
  };
}

function factsOf(file: TestFile): SetupFacts {
  const between = new Set(
    file.hooks.filter(({ kind }) => kind === 'afterEach' || kind === 'beforeEach').map((hook) => hook.function),
  );
  const calls = (pattern: RegExp): boolean =>
    file.calls.some((call) => pattern.test(call.callee) && between.has(call.function));
  const setUp = new Set([
    0,
    ...file.hooks.filter(({ kind }) => kind.startsWith('before')).map((hook) => hook.function),
  ]);
  return {
    restoresMocks: calls(/^(vi|jest)\.restoreAllMocks$|^(sinon|sandbox)\.restore$|^mock\.(restoreAll|reset)$/),
    restoresEnvironment: calls(/^vi\.unstubAllEnvs$/),
    fakesTimers: file.timers.some((timer) => timer.operation === 'fake' && setUp.has(timer.function)),
    restoresTimers: file.timers.some((timer) => timer.operation === 'real' && between.has(timer.function)),
    interceptsNetwork: interceptsNetwork(file),
  };
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
