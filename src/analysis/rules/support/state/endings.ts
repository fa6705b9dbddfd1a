import type { Block } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';

type Sources = Pick<RuleContext, 'file' | 'source'>;

/** Calls that end the run with a verdict of their own: an arm with one of them needs no assertion. */
export const endsRun = /(?:^|\.)(?:skip|skipTest|fail|xfail|exit|importorskip)$|^assert_never$/;

/** `try: act(); pytest.fail()`: only the expected exception leads past the end of the block. */
export function failsAtEnd(context: Sources, body: Block): boolean {
  return (
    context.file.language === 'python' &&
    endsWith(context, body, /^\s*(?:raise AssertionError|pytest\.fail\(|self\.fail\(|assert False\b)/)
  );
}

/** The last statement raises, so the handler runs whenever the block does not fail before. */
export function raisesAtEnd(context: Sources, body: Block): boolean {
  return endsWith(context, body, /^\s*(?:raise|throw)\b/);
}

/** Does the last statement of the block begin like this? It may go over some lines that are indented further. */
function endsWith({ source }: Sources, body: Block, beginning: RegExp): boolean {
  const lines = source
    .slice(body.span)
    .replace(/[\s}]+$/, '')
    .split(/\r?\n/)
    .slice(-10);
  const last = lines.findLastIndex((line) => beginning.test(line.replace(/^\s*\{/, '')));
  const indent = /^\s*/.exec(lines[last] ?? '')?.[0].length ?? 0;
  return (
    last !== -1 &&
    lines
      .slice(last + 1)
      .every((line) => /^\s*(?:[)\]};]|$)/.test(line) || (/^\s*/.exec(line)?.[0].length ?? 0) > indent)
  );
}
