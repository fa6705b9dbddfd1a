import type { ProjectFiles } from '../../language.ts';
import { type Config, withoutRoot, withPreset } from './configs.ts';
import { readConfigModule } from './evaluate.ts';
import { folderOf, isWithin, joinPath, upwards } from './folders.ts';
import { expandBraces, fitsGlob } from './globs.ts';
import { isRecord, lookUp, merge, texts, type Value } from './values.ts';

const vitestFiles = ['**/*.{test,spec}.?(c|m)[jt]s?(x)'];
const jestFiles = ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'];

/** One of the projects that a config divides its files into. */
interface Project {
  readonly config: Config;
  /** It says itself which files are its own. */
  readonly explicit: boolean;
  readonly takes: (path: string) => boolean;
}

/** Finds the project of a config that a file belongs to. Each config is divided once. */
export class Projects {
  private readonly files: ProjectFiles;
  private readonly divided = new Map<string, readonly Project[]>();
  private readonly named = new Map<string, Config | undefined>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  /** The config as it holds for this very file: that of its project where the config names projects. */
  configFor(nearest: Config, path: string): Config {
    const own = nearest.alternatives?.find((config) => this.project(config, config.value, 0).takes(path));
    const config = own ?? nearest;
    const projects = this.projectsOf(config).filter((project) => project.takes(path));
    const found = projects.find((project) => project.explicit) ?? projects[0];
    return found?.config ?? this.namedConfig(config, path) ?? config;
  }

  private projectsOf(config: Config): readonly Project[] {
    const known = this.divided.get(config.path);
    if (known) return known;
    const inline = listOf(config).filter(isRecord);
    const projects = inline.map((value, index) => this.project(config, value, index));
    this.divided.set(config.path, projects);
    return projects;
  }

  private project(config: Config, own: Value, index: number): Project {
    const value = this.inherited(config, own);
    const id = `${config.path}#${index}`;
    switch (config.runner) {
      case 'vitest': {
        const folder = below(config.folder, lookUp(own, 'root') ?? lookUp(own, 'test', 'root'));
        const test = lookUp(value, 'test');
        return {
          config: { ...config, value, folder, id },
          explicit: texts(lookUp(test, 'include')).length > 0,
          takes: takes(folder, texts(lookUp(test, 'include')), texts(lookUp(test, 'exclude')), vitestFiles),
        };
      }
      case 'jest': {
        const folder = below(config.folder, lookUp(own, 'rootDir'));
        const match = texts(lookUp(value, 'testMatch')).map(withoutRoot);
        // Regular expressions of a config are not run: plain folder names are what most people write.
        const ignored = texts(lookUp(value, 'testPathIgnorePatterns')).map((written) =>
          written.replace(/^<rootDir>/, ''),
        );
        const fits = takes(folder, match, [], lookUp(value, 'testRegex') === undefined ? jestFiles : ['**']);
        const roots = texts(lookUp(value, 'roots')).map((root) => below(folder, withoutRoot(root)));
        return {
          config: { ...config, value, folder, id },
          explicit: match.length > 0 || folder !== config.folder,
          takes: (path) =>
            fits(path) &&
            !ignored.some((part) => `/${path}`.includes(part)) &&
            (roots.length === 0 || roots.some((root) => isWithin(root, path))),
        };
      }
      default: {
        const testDir = lookUp(own, 'testDir');
        const folder = below(config.folder, testDir ?? lookUp(config.value, 'testDir'));
        const isOwn = takes(folder, texts(lookUp(own, 'testMatch')), texts(lookUp(own, 'testIgnore')), ['**']);
        return { config: { ...config, value, id }, explicit: testDir !== undefined, takes: isOwn };
      }
    }
  }

  /** Vitest's projects inherit only what they extend, Jest's nothing, Playwright's all. */
  private inherited(config: Config, own: Value): Value {
    if (config.runner === 'playwright') return merge(config.value, own);
    if (config.runner !== 'vitest') return withPreset(this.files, config.folder, own);
    const from = lookUp(own, 'extends');
    if (from === true) return merge(withoutProjects(config.value), own);
    const path = typeof from === 'string' ? joinPath(config.folder, from) : undefined;
    return path === undefined ? own : merge(withoutProjects(readConfigModule(this.files, path)), own);
  }

  /** Config files whose names are not the usual ones: `packages/app/vitest.config.{unit,e2e}.ts`. */
  private namedConfig(config: Config, path: string): Config | undefined {
    if (config.runner !== 'vitest') return undefined;
    for (const glob of texts(listOf(config))) {
      const name = glob.slice(glob.lastIndexOf('/') + 1);
      if (!/config[^/]*\.[^/]*$/.test(name) || /\*/.test(name)) continue;
      const folders = glob.includes('/') ? glob.slice(0, glob.lastIndexOf('/')) : '.';
      for (const folder of upwards(folderOf(path))) {
        if (!isWithin(config.folder, folder)) break;
        const relative = config.folder === '' ? folder : folder.slice(config.folder.length + 1);
        if (!fitsGlob(folders === '.' ? '' : folders, relative)) continue;
        const found = expandBraces(name).flatMap((each) => this.readNamed(config, joinPath(folder, each)) ?? []);
        const own = found.find((candidate) => this.project(candidate, candidate.value, 0).takes(path));
        if (own ?? found[0]) return own ?? found[0];
      }
    }
    return undefined;
  }

  private readNamed(config: Config, path: string | undefined): Config | undefined {
    if (path === undefined || path === config.path || !this.files.exists(path)) return undefined;
    if (!this.named.has(path))
      this.named.set(path, { ...config, path, folder: folderOf(path), value: readConfigModule(this.files, path) });
    return this.named.get(path);
  }
}

function listOf({ runner, value }: Config): readonly Value[] {
  const list =
    runner === 'vitest'
      ? (lookUp(value, 'test', 'projects') ?? lookUp(value, 'test', 'workspace'))
      : lookUp(value, 'projects');
  return Array.isArray(list) ? list : [];
}

function withoutProjects(value: Value): Value {
  const test = lookUp(value, 'test');
  if (!isRecord(value) || !isRecord(test)) return value;
  const { projects: _projects, workspace: _workspace, ...rest } = test;
  return { ...value, test: rest };
}

function below(folder: string, path: Value): string {
  return (typeof path === 'string' ? joinPath(folder, withoutRoot(path)) : undefined) ?? folder;
}

function takes(
  folder: string,
  include: readonly string[],
  exclude: readonly string[],
  usual: readonly string[],
): (path: string) => boolean {
  const wanted = include.length > 0 ? include : usual;
  return (path) => {
    if (!isWithin(folder, path)) return false;
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    return wanted.some((glob) => fitsGlob(glob, relative)) && !exclude.some((glob) => fitsGlob(glob, relative));
  };
}
