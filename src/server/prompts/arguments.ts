import { completable } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { FRAMEWORKS } from '../../patterns/vocabulary.ts';
import { shownLine } from '../../untrusted/plain-text.ts';
import type { ServerContext } from '../context.ts';

/** A path as a tool takes it, or a test in it. */
const LONGEST = 4_096;

/** Test files of the workspace, completed as they are typed. */
export function testFile(context: ServerContext, description: string) {
  return completable(z.string().min(1).max(LONGEST).describe(description), async (typed) => {
    const workspace = await context.workspace();
    const { files } = await workspace.discover();
    return files.map(({ display }) => shownLine(display)).filter((file) => file.includes(typed.split('::')[0] ?? ''));
  });
}

export function framework(description = 'The test framework.') {
  return oneOf(FRAMEWORKS, description);
}

/** Any word is taken; the known ones are offered. */
export function oneOf(known: readonly string[], description: string) {
  return completable(z.string().min(1).max(LONGEST).describe(description), (typed) =>
    known.filter((each) => each.startsWith(typed.toLowerCase())),
  );
}

export function words(description: string) {
  return z.string().min(1).max(20_000).describe(description);
}

/** Patterns are asked for in the language of a framework or of a file. */
export function languageOf(name: string): 'python' | 'typescript' {
  return /^(?:pytest|unittest|python)$|\.py(?:::|$)/i.test(name.trim()) ? 'python' : 'typescript';
}
