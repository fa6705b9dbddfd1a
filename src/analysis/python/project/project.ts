import type { Framework } from '../../facts.ts';
import type { LanguageProject, ProjectFiles } from '../../language.ts';
import type { ProjectFacts, PytestFacts } from '../../project.ts';
import { collected } from './collected.ts';
import { findConfig, type PytestConfig, upward, words } from './config.ts';
import { restoresEnvironment, seedsRandom } from './conftests.ts';
import { folderOf, join, resolveModule } from './modules.ts';
import { type Distributions, findDistributions } from './versions.ts';

/** What holds for all files of one folder. */
interface Surroundings {
  readonly config: PytestConfig | undefined;
  readonly distributions: Distributions;
  readonly conftests: readonly string[];
  readonly interceptsNetwork: boolean;
  readonly restoresEnvironment: boolean;
  readonly seedsRandom: boolean;
}

/** Reads pytest's configuration, lock files and conftest.py files around a file. Caches by folder: make a new one when files change. */
export function pythonProject(files: ProjectFiles): LanguageProject {
  const known = new Map<string, Surroundings>();
  const around = (path: string): Surroundings => {
    const folder = folderOf(path);
    const found = known.get(folder) ?? survey(folder, files);
    known.set(folder, found);
    return found;
  };
  return {
    framework: (path) => framework(path, around(path), files),
    facts: (path, runner) => facts(around(path), runner),
    collected: (file) => collected(file, configsAbove(folderOf(file.path), files)),
    resolve: (from, module) => resolveModule(from, module, pythonPath(around(from).config), files),
  };
}

/** Every config on the way up: which one holds is up to the folder that the tests are run from. */
function configsAbove(folder: string, files: ProjectFiles): PytestConfig[] {
  const config = findConfig(folder, files);
  if (!config) return [];
  return config.folder === '' ? [config] : [config, ...configsAbove(folderOf(config.folder), files)];
}

function survey(folder: string, files: ProjectFiles): Surroundings {
  const config = findConfig(folder, files);
  const conftests = upward(folder)
    .map((at) => join(at, 'conftest.py'))
    .filter((path) => files.exists(path));
  const sealed = /--disable-socket|--block-network/.test(config?.options.get('addopts') ?? '');
  return {
    config,
    distributions: findDistributions(folder, files),
    conftests,
    interceptsNetwork: sealed || conftests.some((path) => sealsNetwork(files.read(path) ?? '')),
    restoresEnvironment: conftests.some((path) => restoresEnvironment(files.read(path) ?? '')),
    seedsRandom: conftests.some((path) => seedsRandom(files.read(path) ?? '')),
  };
}

/** pytest, unless the file knows only unittest and nobody has set pytest up. */
function framework(path: string, { config, distributions }: Surroundings, files: ProjectFiles): Framework {
  if (config || distributions.has('pytest')) return 'pytest';
  const text = files.read(path) ?? '';
  const importsUnittest =
    /^[ \t]*(import unittest\b|from unittest(\.\w+)? import\b)/m.test(text) && /\bTestCase\b/.test(text);
  return importsUnittest && !/^[ \t]*(import|from) pytest\b/m.test(text) ? 'unittest' : 'pytest';
}

function facts(surroundings: Surroundings, runner: Framework): ProjectFacts {
  const { config, distributions, conftests, interceptsNetwork } = surroundings;
  const pytestVersion = distributions.get('pytest');
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
    pytest: pytestFacts(config, distributions, conftests),
  };
}

function pytestFacts(
  config: PytestConfig | undefined,
  distributions: Distributions,
  conftests: readonly string[],
): PytestFacts {
  const option = (name: string) => config?.options.get(name);
  const addopts = option('addopts') ?? '';
  const mode = /--asyncio-mode[= ](auto|strict)/.exec(addopts)?.[1] ?? option('asyncio_mode')?.toLowerCase();
  const asyncioMode = mode === 'auto' || mode === 'strict' ? mode : undefined;
  const switchedOff = /-p\s*no:(asyncio|pytest_asyncio)\b/.test(addopts);
  const pytestVersion = distributions.get('pytest');
  const pytestAsyncioVersion = distributions.get('pytest-asyncio');
  const loopScope = option('asyncio_default_fixture_loop_scope');
  const patterns = (name: string, otherwise: readonly string[]) => {
    const given = words(option(name));
    return given.length > 0 ? given : otherwise;
  };
  return {
    asyncioMode,
    usesPytestAsyncio:
      !switchedOff && (distributions.has('pytest-asyncio') || asyncioMode !== undefined || loopScope !== undefined),
    ...(pytestVersion !== undefined && { pytestVersion }),
    ...(pytestAsyncioVersion !== undefined && { pytestAsyncioVersion }),
    ...(loopScope !== undefined && { asyncioFixtureLoopScope: loopScope }),
    pythonFiles: patterns('python_files', ['test_*.py', '*_test.py']),
    pythonClasses: patterns('python_classes', ['Test']),
    pythonFunctions: patterns('python_functions', ['test']),
    distributions: [...distributions.keys()],
    conftests,
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
