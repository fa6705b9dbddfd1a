import type { Framework } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import type { RunnerFacts } from '../../project.ts';
import { type Config, type Configs, isRunner } from './configs.ts';
import { folderOf, upwards } from './folders.ts';
import { isCalled, mockFacts } from './mock-facts.ts';
import { Projects } from './projects.ts';
import { runFacts } from './run-facts.ts';
import { noSetup, readSetup, type SetupFacts } from './setup.ts';
import { pinsTimezone } from './timezone.ts';
import { lookUp, type Value } from './values.ts';
import type { Versions } from './versions.ts';

/** Says what the runner's config and setup files do for a test file. */
export class Runners {
  private readonly files: ProjectFiles;
  private readonly configs: Configs;
  private readonly versions: Versions;
  private readonly projects: Projects;
  private readonly setups = new Map<string, SetupFacts>();

  constructor(files: ProjectFiles, configs: Configs, versions: Versions) {
    this.files = files;
    this.configs = configs;
    this.versions = versions;
    this.projects = new Projects(files);
  }

  facts(path: string, framework: Framework): RunnerFacts {
    const major = this.versions.major(path, framework);
    const nearest = this.nearest(path, framework);
    const config = nearest && this.projects.configFor(nearest, path);
    const setup = config ? this.setup(config) : noSetup;
    const options = optionsOf(config);
    return {
      name: framework,
      globals: hasGlobals(framework, options),
      restoresEnvironment: lookUp(options, 'unstubEnvs') === true || isCalled(setup, /^vi\.unstubAllEnvs$/),
      fakesTimers: setup.fakesTimers || fakesTimers(framework, options),
      restoresTimers: setup.restoresTimers,
      interceptsNetwork: setup.interceptsNetwork,
      sharesProcess: sharesProcess(framework, options),
      ...mockFacts({ framework, options, major, setup }),
      ...runFacts(framework, options),
      ...(pinsTimezone(this.files, path, config) && { pinsTimezone: true }),
      ...(major !== undefined && { major }),
      ...(setup.calls.length > 0 && { setup: setup.calls }),
      ...(config && { configPath: config.path }),
    };
  }

  nearest(path: string, framework: Framework): Config | undefined {
    if (!isRunner(framework)) return undefined;
    for (const folder of upwards(folderOf(path))) {
      const config = this.configs.in(folder, framework);
      if (config) return config;
    }
    return undefined;
  }

  private setup(config: Config): SetupFacts {
    const key = config.id ?? config.path;
    const known = this.setups.get(key);
    if (known) return known;
    const read = readSetup(this.files, config);
    this.setups.set(key, read);
    return read;
  }
}

function optionsOf(config: Config | undefined): Value {
  if (!config) return undefined;
  return config.runner === 'vitest' ? lookUp(config.value, 'test') : config.value;
}

function hasGlobals(framework: Framework, options: Value): boolean {
  switch (framework) {
    case 'vitest':
      return lookUp(options, 'globals') === true;
    case 'jest':
      return lookUp(options, 'injectGlobals') !== false;
    case 'mocha':
      return true;
    default:
      return false;
  }
}

/** Vitest's `fakeTimers` only says which timers are faked once they are. */
function fakesTimers(framework: Framework, options: Value): boolean {
  if (framework !== 'jest') return false;
  const legacy = lookUp(options, 'timers');
  return (
    lookUp(options, 'fakeTimers', 'enableGlobally') === true ||
    legacy === 'fake' ||
    legacy === 'modern' ||
    legacy === 'legacy'
  );
}

function sharesProcess(framework: Framework, options: Value): boolean {
  if (framework === 'mocha') return lookUp(options, 'parallel') !== true;
  if (framework !== 'vitest') return false;
  const pools = ['threads', 'forks', 'vmThreads', 'vmForks'];
  return (
    lookUp(options, 'isolate') === false ||
    pools.some((pool) => lookUp(options, 'poolOptions', pool, 'isolate') === false)
  );
}
