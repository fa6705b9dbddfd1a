import { hookEdit, importNames, styleOf } from '../../analysis/edits/typescript.ts';
import type { Variable } from '../../analysis/facts.ts';
import type { Edit } from '../../analysis/rule.ts';
import { runnerModule } from '../../analysis/rules/support/runner.ts';
import { belowImports } from '../../analysis/rules/support/state/env-fix.ts';
import type { Ground } from './request.ts';

/** What an `afterEach` does to put a piece of state back. */
export interface Reset {
  /** Kept when the file is loaded. */
  readonly saved?: { readonly name: string; readonly value: string };
  readonly lines: readonly string[];
  /** Imports of what the lines use, and declarations elsewhere in the file. */
  readonly edits?: readonly Edit[];
  /** Of the runner: `vi`, `mock`. */
  readonly uses?: readonly string[];
  /** Names that the edits declare. */
  readonly names?: readonly string[];
}

/** How the file quotes strings and ends statements. */
export function inkOf({ source }: Ground): { readonly mark: string; readonly end: string } {
  const { quote, semicolon } = styleOf(source);
  return { mark: quote, end: semicolon };
}

/** `originalRandom` of `Math.random`. */
export function savedName({ file, source, taken }: Ground, expression: string): string {
  const parts = expression.replace(/^globalThis\./, '').split(/\W+/);
  const title = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
  const short = `original${title(parts.at(-1) ?? '')}`;
  // One that keeps the same is that of an earlier reset.
  const isOther = ({ name, initializer }: Variable) =>
    name === short && !(initializer && source.slice(initializer) === expression);
  return parts.length > 1 && (taken.has(short) || file.variables.some(isOther))
    ? `original${parts.map(title).join('')}`
    : short;
}

/** Undefined when there is no place for a hook. */
export function hookEdits(ground: Ground, { saved, lines, edits = [], uses = [] }: Reset): readonly Edit[] | undefined {
  const { file, source, once } = ground;
  const kind = once ? 'afterAll' : 'afterEach';
  const hook = hookEdit(file, source, kind, lines);
  if (!hook) return undefined;
  const hasAfter = file.framework === 'mocha' || file.framework === 'node:test';
  const runner = importNames(file, source, runnerModule(file), [...uses, once && hasAfter ? 'after' : kind]);
  const kept = saved && `const ${saved.name} = ${saved.value}${inkOf(ground).end}`;
  return [...runner, ...edits, ...(kept === undefined ? [hook] : belowImports(file, source, kept, hook))];
}
