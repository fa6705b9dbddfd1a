import type { Block } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';

/** `nullcontext()`, also under the name that pytest's documentation gives it. */
const expectsNothing = /^\(?\s*(?:\w+\.)*(?:nullcontext|does_not_raise)\([^()]*\)\s*\)?$/;

/** Not `warnings.catch_warnings`. */
const expectsError = /raises|warns|(?:expect|assert)_\w*(?:warning|deprecat)|deprecated_call$/i;

/**
 * Two ways to write that a call raises for some parameters and goes well for the others, in which the arm without an
 * assertion claims just that: `with raises(ValueError) if bad else nullcontext():`, and `if bad:` with the call in
 * `with raises(ValueError):` beside an `else:` that ends with the same call.
 */
export function expectsToGoWell({ file, source }: RuleContext, arm: Block, arms: readonly Block[]): boolean {
  if (file.language !== 'python') return false;
  if (expectsNothing.test(source.slice(arm.span))) return true;
  const done = textOf(source, arm);
  return (
    done !== '' &&
    file.blocks.some(
      (block) =>
        block.kind === 'with' &&
        block.names.some((name) => expectsError.test(name)) &&
        arms.some((other) => other !== arm && contains(other.span, block.span)) &&
        endsWith(done, textOf(source, block)),
    )
  );
}

/** What is made for the call may stand before it. */
function endsWith(done: string, call: string): boolean {
  return call !== '' && `\n${done}`.endsWith(`\n${call}`);
}

/** The statements, without comments and what they are assigned to. */
function textOf(source: RuleContext['source'], { statements = [] }: Block): string {
  return statements
    .map(({ span }) =>
      source
        .slice(span)
        .replace(/^\w+ = /, '')
        .replace(/[ \t]+#[^\n"')\]}]*$/gm, '')
        .replace(/,?\s+(?=[)\]}])|(?<=[([{])\s+/g, '')
        .replace(/\s+/g, ' '),
    )
    .join('\n');
}
