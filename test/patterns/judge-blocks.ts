import { type CodeBlock, isAntiPattern } from './blocks.ts';
import type { PlacedBlock } from './project-of-blocks.ts';
import type { BlockResult } from './run-blocks.ts';

/** What speaks against what a block says of itself, as `place: reason`. */
export function objections({ block, file }: PlacedBlock, all: readonly BlockResult[]): string[] {
  // A promise that nobody awaits may be what an anti-pattern shows.
  const results = all.filter(
    (result) => result.file === file && !(result.outcome === 'unhandled' && isAntiPattern(block)),
  );
  const told = ({ name, outcome, message }: BlockResult) =>
    `${block.place}: ${name ?? 'the block'} ${outcome}: ${message}`;
  const broken = results.filter(({ outcome }) => outcome === 'broken');
  if (broken.length > 0) return broken.map(told);
  if (results.length === 0) return definesTests(block) ? [`${block.place}: none of its tests was run.`] : [];
  if (block.is.flaky) return [];
  if (block.is.fails)
    return results.some(({ outcome }) => outcome === 'failed') ? [] : [`${block.place}: no test fails.`];
  return results.filter(({ outcome }) => outcome !== 'passed').map(told);
}

function definesTests({ language, code }: CodeBlock): boolean {
  return language === 'python'
    ? /^\s*(?:async )?def test_/m.test(code) || /^class \w+\((?:unittest\.)?\w*TestCase\)/m.test(code)
    : /^\s*(?:it|test)\b[\w.]*[(`]/m.test(code);
}
