import type { ProjectFiles } from '../../language.ts';
import type { KnownVersion } from '../../project.ts';
import { installedPackages } from './installed.ts';
import { lockedPackages, lockFiles, pipfileLock } from './locks.ts';
import { pipfile, pyproject, pythonVersionFile, setupCfg, setupPy, toxIni } from './manifests.ts';
import { folderOf, join } from './modules.ts';
import { anyOf } from './ranges.ts';
import { includedFiles, requirements, type Statement } from './requirements.ts';

/** Distributions in use, by normalised name, and what is known of their versions; `python` has a version only. */
export interface Distributions {
  readonly names: ReadonlySet<string>;
  readonly versions: Readonly<Record<string, KnownVersion>>;
}

/** These speak before other requirements files of their folder, in this order. */
const usualRequirements = [
  ...['requirements.txt', 'requirements-dev.txt', 'requirements-test.txt', 'requirements_dev.txt'],
  ...['requirements_test.txt', 'dev-requirements.txt', 'test-requirements.txt', 'requirements/base.txt'],
  ...['requirements/dev.txt', 'requirements/test.txt', 'requirements/tests.txt', 'requirements/testing.txt'],
  ...['requirements/local.txt', 'constraints.txt'],
];

type Versions = ReadonlyMap<string, KnownVersion>;

/**
 * Reads what lock files, requirements, manifests and a virtual environment say in a folder and above it; each folder once.
 * An exact version wins over bounds, then the nearer folder, then the order in `sources`.
 */
export class DistributionReader {
  private readonly files: ProjectFiles;
  private readonly said = new Map<string, Versions>();
  private readonly known = new Map<Versions, Distributions>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  of(folder: string): Distributions {
    const said = this.saidAbove(folder);
    const known = this.known.get(said) ?? toDistributions(said);
    this.known.set(said, known);
    return known;
  }

  /** Folders that say nothing of their own share the map of the folder above. */
  private saidAbove(folder: string): Versions {
    const known = this.said.get(folder);
    if (known) return known;
    const own = sources(folder, this.files)
      .map(combined)
      .filter(({ size }) => size > 0);
    const above = folder === '' ? new Map<string, KnownVersion>() : this.saidAbove(folderOf(folder));
    const said = own.length === 0 ? above : merged([...own, above]);
    this.said.set(folder, said);
    return said;
  }
}

function toDistributions(said: Versions): Distributions {
  const names = new Set(said.keys());
  names.delete('python');
  return { names, versions: Object.fromEntries([...said].filter(([, version]) => isKnown(version))) };
}

/** The best word on each distribution, from sources of which the first ones count most. */
function merged(said: readonly Versions[]): Versions {
  const best = new Map<string, KnownVersion>();
  for (const [name, version] of said.flatMap((versions) => [...versions])) {
    const other = best.get(name);
    if (!other || (other.exact === undefined && version.exact !== undefined) || !isKnown(other))
      best.set(name, version);
  }
  return best;
}

/** One file may speak of a distribution more than once, for several environments: then only what holds for all of them is known. */
function combined(statements: readonly Statement[]): Versions {
  const byName = new Map<string, KnownVersion[]>();
  for (const { name, version } of statements) byName.set(name, [...(byName.get(name) ?? []), version]);
  return new Map([...byName].map(([name, versions]) => [name, anyOf(versions.filter(isKnown))]));
}

function isKnown({ exact, atLeast, below }: KnownVersion): boolean {
  return exact !== undefined || atLeast !== undefined || below !== undefined;
}

/** Each file's statements. Locks and pins come before the environment that happens to be on this machine. */
function sources(folder: string, files: ProjectFiles): Statement[][] {
  const said = (name: string, statements: (text: string) => Statement[]): Statement[] => {
    const text = files.read(join(folder, name));
    return text === undefined ? [] : statements(text);
  };
  return [
    said('.python-version', pythonVersionFile),
    ...lockFiles.map((name) => said(name, lockedPackages)),
    said('Pipfile.lock', pipfileLock),
    ...requirementFiles(folder, files).flatMap((path) => requirementsOf(path, files)),
    said('pyproject.toml', pyproject),
    said('Pipfile', pipfile),
    said('setup.cfg', setupCfg),
    said('setup.py', setupPy),
    said('tox.ini', toxIni),
    installedPackages(folder, files),
  ];
}

/** Paths of the requirements files that belong to a folder. */
function requirementFiles(folder: string, files: ProjectFiles): string[] {
  const listed = [
    ...(files.list?.(folder) ?? []).filter((name) => /requirements.*\.txt$/.test(name)),
    ...(files.list?.(join(folder, 'requirements')) ?? [])
      .filter((name) => name.endsWith('.txt'))
      .map((name) => `requirements/${name}`),
  ];
  return [...new Set([...usualRequirements, ...listed.sort()])].map((name) => join(folder, name));
}

/** The file's own statements, then those of each file that it takes in. */
function requirementsOf(path: string, files: ProjectFiles): Statement[][] {
  const lines = linesOf(path, files);
  const included = includedFiles(lines).map((name) => join(folderOf(path), name));
  return [lines, ...included.map((other) => linesOf(other, files))].map(requirements);
}

function linesOf(path: string, files: ProjectFiles): string[] {
  return files.read(path)?.split(/\r?\n/) ?? [];
}
