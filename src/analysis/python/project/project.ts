import type { ConfigFile } from '../../config-file.ts';
import type { Framework } from '../../facts.ts';
import type { LanguageProject, Naming, ProjectFiles } from '../../language.ts';
import type { ProjectFacts, PytestFacts } from '../../project.ts';
import { usualNaming } from '../naming.ts';
import { collected, isNamedLikeTests } from './collected.ts';
import { argumentWords, Configs, type PytestConfig, upward, words } from './config.ts';
import { configFilesIn } from './config-files.ts';
import {
  collectsClasses,
  isCollectingPlugin,
  pluginModules,
  registeredMarkers,
  restoresEnvironment,
  runsAsyncTests,
  seedsRandom,
  starModules,
} from './conftests.ts';
import { DistributionReader, type Distributions } from './distributions.ts';
import { folderOf, join, resolveModule } from './modules.ts';
import { pytestFacts } from './pytest-facts.ts';

/** What holds for all files of one folder. */
interface Surroundings {
  readonly config: PytestConfig | undefined;
  readonly pytest: PytestFacts;
  readonly interceptsNetwork: boolean;
  readonly restoresEnvironment: boolean;
  readonly seedsRandom: boolean;
  readonly customCollector: boolean;
}

/** Reads pytest's configuration, lock files and conftest.py files around a file. Reads each once: make a new one when files change. */
export function pythonProject(files: ProjectFiles): LanguageProject {
  const configs = new Configs(files);
  const distributions = new DistributionReader(files);
  const known = new Map<string, Surroundings>();
  const configFiles = new Map<string, readonly ConfigFile[]>();
  const modules = new Map<string, string | undefined>();
  const around = (path: string): Surroundings => {
    const folder = folderOf(path);
    const found =
      known.get(folder) ?? survey(configs.of(folder), distributions.of(folder), conftestsAbove(folder, files), files);
    known.set(folder, found);
    return found;
  };
  return {
    framework: (path) => framework(path, around(path), files),
    facts: (path, runner) => facts(around(path), runner),
    naming: (path) => naming(path, around(path)),
    collected: (file) => collected(file, configs.above(folderOf(file.path))),
    configs(path) {
      const config = configs.of(folderOf(path));
      if (!config) return [];
      const found = configFiles.get(config.path) ?? configFilesIn(config.folder, files);
      configFiles.set(config.path, found);
      return found;
    },
    resolve(from, module) {
      // The same for every file of a folder, and asked for at every call of what the module holds.
      const key = `${folderOf(from)}\0${module}`;
      if (!modules.has(key)) modules.set(key, resolveModule(from, module, pythonPath(around(from).config), files));
      return modules.get(key);
    },
  };
}

function conftestsAbove(folder: string, files: ProjectFiles): string[] {
  return upward(folder)
    .map((at) => join(at, 'conftest.py'))
    .filter((path) => files.exists(path));
}

function survey(
  config: PytestConfig | undefined,
  distributions: Distributions,
  conftests: readonly string[],
  files: ProjectFiles,
): Surroundings {
  const sealed = argumentWords(config?.options.get('addopts')).some((word) =>
    /^--(?:disable-socket|block-network)$/.test(word),
  );
  const texts = conftests.map((path) => files.read(path) ?? '');
  const plugins = loadedPlugins(conftests, config, files);
  const hooks = [...texts, ...plugins.map(({ text }) => text)];
  const customCollector = hooks.some(collectsClasses) || plugins.some(({ module }) => isCollectingPlugin(module));
  return {
    config,
    pytest: pytestFacts(config, distributions, {
      paths: conftests,
      markers: hooks.flatMap(registeredMarkers),
      runAsync: hooks.some(runsAsyncTests) || plugins.some(({ module }) => isCollectingPlugin(module)),
    }),
    customCollector,
    interceptsNetwork: sealed || texts.some(sealsNetwork),
    restoresEnvironment: texts.some(restoresEnvironment),
    seedsRandom: texts.some(seedsRandom),
  };
}

/** Plugins that a conftest.py loads (`pytest_plugins`, `from x import *`), with their text where they are of the workspace. */
function loadedPlugins(
  conftests: readonly string[],
  config: PytestConfig | undefined,
  files: ProjectFiles,
): { readonly module: string; readonly text: string }[] {
  return conftests.flatMap((path) => {
    const conftest = files.read(path) ?? '';
    return [...pluginModules(conftest), ...starModules(conftest)].map((module) => {
      const plugin = resolveModule(path, module, pythonPath(config), files);
      return { module, text: (plugin !== undefined && files.read(plugin)) || '' };
    });
  });
}

/** pytest, unless the file knows only unittest and nobody has set pytest up. */
function framework(path: string, { config, pytest }: Surroundings, files: ProjectFiles): Framework {
  if (config || pytest.distributions.includes('pytest')) return 'pytest';
  const text = files.read(path) ?? '';
  const importsUnittest =
    /^[ \t]*(import unittest\b|from unittest(\.\w+)? import\b)/m.test(text) && /TestCase\b/.test(text);
  return importsUnittest && !/^[ \t]*(import|from) pytest\b/m.test(text) ? 'unittest' : 'pytest';
}

/** Only files that are collected have tests: a helper's `check_…` is none, whatever `python_functions` says. */
function naming(path: string, { config, pytest, customCollector }: Surroundings): Naming | undefined {
  const found = { functions: pytest.pythonFunctions, classes: pytest.pythonClasses, customCollector };
  const isUsual = JSON.stringify(found) === JSON.stringify(usualNaming);
  return isUsual || !isNamedLikeTests(path, config) ? undefined : found;
}

function facts(surroundings: Surroundings, runner: Framework): ProjectFacts {
  const { config, pytest, interceptsNetwork } = surroundings;
  const pytestVersion = pytest.versions.pytest?.exact;
  const major = runner === 'pytest' && pytestVersion !== undefined ? Number.parseInt(pytestVersion, 10) : Number.NaN;
  return {
    runner: {
      name: runner,
      ...(Number.isInteger(major) && { major }),
      globals: false,
      restoresMocks: false,
      restoresEnvironment: surroundings.restoresEnvironment,
      seedsRandom: surroundings.seedsRandom,
      fakesTimers: false,
      restoresTimers: false,
      interceptsNetwork,
      sharesProcess: true,
      ...(config && { configPath: config.path }),
    },
    pytest,
  };
}

function pythonPath(config: PytestConfig | undefined): string[] {
  return words(config?.options.get('pythonpath')).map((path) => join(config?.folder ?? '', path));
}

/** An autouse fixture whose body blocks sockets or starts an interceptor. Read from the text: it is asked for before files are parsed. */
function sealsNetwork(conftest: string): boolean {
  const definitions = conftest.split(/^(?=@)/m).filter((part) => /^@[\w.]*fixture\([^)]*autouse\s*=\s*True/.test(part));
  return definitions.some((part) =>
    /\bdisable_socket\b|\bsocket_allow_hosts\b|\brespx(_mock|\.mock)?\b|\bresponses\.|\bRequestsMock\b|\bhttpx_mock\b|\baioresponses\b|\brequests_mock\b|\bhttpretty\.enable\b|\bpook\.on\b/.test(
      part,
    ),
  );
}
