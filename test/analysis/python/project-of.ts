import type { LanguageProject } from '../../../src/analysis/language.ts';
import type { KnownVersion, PytestFacts } from '../../../src/analysis/project.ts';
import { project } from './reading.ts';

/** The Python project of files in memory. */
export function projectOf(files: Readonly<Record<string, string>>): LanguageProject {
  return project({
    read: (path) => files[path],
    exists: (path) => Object.hasOwn(files, path),
    list(folder) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = Object.keys(files).filter((path) => path.startsWith(prefix));
      return [...new Set(below.flatMap((path) => path.slice(prefix.length).split('/')[0] ?? []))];
    },
  });
}

/** What holds for the tests of one file. */
export function pytest(files: Readonly<Record<string, string>>, path = 'tests/test_a.py'): PytestFacts | undefined {
  return projectOf(files).facts(path, 'pytest').pytest;
}

export function version(files: Readonly<Record<string, string>>, name = 'pytest'): KnownVersion | undefined {
  return pytest(files)?.versions[name];
}
