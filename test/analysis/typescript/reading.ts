import type { Framework, Span, TestFile } from '../../../src/analysis/facts.ts';
import { loadTypeScript } from '../../../src/analysis/typescript/index.ts';

const support = await loadTypeScript();

export interface Reading {
  readonly file: TestFile;
  /** The source text of a span. */
  text(span: Span | undefined): string | undefined;
}

/** Reads code as a file of this framework (imports still win). */
export function reading(code: string, framework: Framework = 'vitest', path = 'src/a.test.ts'): Reading {
  const file = support.read(path, code, framework);
  return { file, text: (span) => span && code.slice(span.start, span.end) };
}

export function read(code: string, framework: Framework = 'vitest', path = 'src/a.test.ts'): TestFile {
  return reading(code, framework, path).file;
}

/** The project above in-memory files. */
export function project(files: Readonly<Record<string, string>>) {
  return support.project({
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    exists: (path) => Object.hasOwn(files, path),
  });
}
