import type { ConfigFile } from './config-file.ts';
import type { Framework, Language, TestFile } from './facts.ts';
import type { ProjectFacts } from './project.ts';

/** Synchronous look at the files of one workspace root; paths are relative to it and `/`-separated. In-memory in tests. */
export interface ProjectFiles {
  /** The text, or undefined when there is no such readable text file. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** Names of the files and folders in a folder; `''` is the root. None when there is no such folder. Absent where only known paths are asked for. */
  list?(folder: string): readonly string[];
}

/** What a runner takes for tests by its name, in its own patterns. */
export interface Naming {
  readonly functions: readonly string[];
  readonly classes: readonly string[];
  /** Code of the project decides itself which classes hold tests, so that their names do not tell. */
  readonly customCollector: boolean;
}

/** What one language's config, lock files and module paths say; caches what it has read. */
export interface LanguageProject {
  /** The framework that config files and the file's name point to; used when the file's imports do not tell. */
  framework(path: string): Framework;
  facts(path: string, framework: Framework): ProjectFacts;
  /** What the runner is configured to take for tests in a file; undefined where that is what it usually takes. */
  naming?(path: string): Naming | undefined;
  /** The file with only those tests that the configured runner would collect; absent where that is all of them. */
  collected?(file: TestFile): TestFile;
  /** The files that configure the runner around a path, also those that it does not read because of another; absent where no rule looks at them. */
  configs?(path: string): readonly ConfigFile[];
  /** The workspace file that an import means, if it is one. */
  resolve(fromPath: string, module: string): string | undefined;
}

/** One language: a reader and its project facts. A new language is one new implementation. */
export interface LanguageSupport {
  readonly language: Language;
  /** One pass over the syntax tree. Never throws on bad syntax: it reports `syntaxProblems` and keeps what can be read. */
  read(path: string, text: string, framework: Framework, naming?: Naming): TestFile;
  project(files: ProjectFiles): LanguageProject;
}
