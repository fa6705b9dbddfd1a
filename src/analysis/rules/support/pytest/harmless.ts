import type { FunctionFact, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { functionsNamed } from '../scope.ts';

/** A function of the file that only hands something out: nothing in its body can raise. */
export function doesNothing(file: TestFile, source: Source, name: string): boolean {
  const named = functionsNamed(file, name).filter(({ className }) => className === undefined);
  return named.length > 0 && named.every((fn) => isPlain(file, source, fn));
}

function isPlain({ blocks, calls }: TestFile, source: Source, { id, block, decorators, role }: FunctionFact): boolean {
  if (role !== 'function' || decorators.length > 0 || calls.some(({ function: at }) => at === id)) return false;
  const statements = blocks[block]?.statements ?? [];
  return statements.every(({ kind, span }) => {
    const text = source.slice(span);
    if (kind === 'definition') return /^(?:async\s+)?def\b/.test(text);
    if (!/^(?:pass|return|assignment|expression)$/.test(kind)) return false;
    // What is left of an expression: names, texts and numbers, displays of them.
    return !/[[(+*/%@<>&|^~-]|\b(?:await|yield|in|for)\b/.test(text.replace(/(["'])(?:\1\1[\s\S]*?\1{3}|.*?\1)/g, ''));
  });
}
