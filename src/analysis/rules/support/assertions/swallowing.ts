import type { Block, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';

/** A TypeScript `try` whose handler keeps what was thrown to itself. */
export interface Swallowing {
  readonly attempt: Block;
  readonly handler: Block;
}

/** Nothing but comments, messages to the console and an empty `return`. */
const silentBody = /^catch\s*(?:\([^)]*\))?\s*\{\s*(?:console\.\w+\((?:[^()]|\([^()]*\))*\);?\s*)*(?:return;?\s*)?\}$/;

/** The `try` statements whose handler neither throws on, nor fails, nor looks at the error, nor notes it anywhere. */
export function swallowingsIn({ file, source }: Pick<RuleContext, 'file' | 'source'>): Swallowing[] {
  return file.blocks.flatMap((attempt) => {
    if (attempt.kind !== 'try' || !attempt.swallows) return [];
    const handler = siblingOf(file, attempt, 'catch');
    if (!handler || !silentBody.test(withoutComments(source.slice(handler.span)))) return [];
    return [{ attempt, handler }];
  });
}

/** Another part of the same `try` statement. */
export function siblingOf(file: TestFile, block: Block, kind: 'try' | 'catch' | 'finally'): Block | undefined {
  return file.blocks.find(
    (other) =>
      other.kind === kind &&
      other.construct.start === block.construct.start &&
      other.construct.end === block.construct.end &&
      other.parent === block.parent,
  );
}

export function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/[^\n]*/g, '').trim();
}

/** Does a `const` or `let` of the block bear a name that the code around it uses for something else? */
export function wouldCollide(file: TestFile, block: Block): boolean {
  const own = file.variables.filter(
    (variable) => variable.function === block.function && contains(block.span, variable.nameSpan),
  );
  return own.some(({ name, id }) =>
    file.variables.some((other) => other.id !== id && other.name === name && !contains(block.span, other.nameSpan)),
  );
}
