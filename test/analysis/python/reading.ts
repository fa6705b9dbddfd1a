import type { Framework, Span, TestFile } from '../../../src/analysis/facts.ts';
import { loadPython } from '../../../src/analysis/python/index.ts';

const python = await loadPython();

/** The facts of a source, and a way to see what a span covers. */
export interface Reading extends TestFile {
  at(span: Span | undefined): string;
}

export function read(source: string, path = 'tests/test_shop.py', framework: Framework = 'pytest'): Reading {
  return { ...python.read(path, source, framework), at: (span) => (span ? source.slice(span.start, span.end) : '') };
}

export const { project } = python;
