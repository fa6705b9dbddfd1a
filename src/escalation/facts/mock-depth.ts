import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact } from './fact.ts';

/** More layers than this between a test and what it tests, and the test checks the mocks. */
const maxLayers = 3;
/** `patch.dict` changes settings and stands in for nothing. */
const patchCall = /\b(?:mock\.)?patch(?:\.object|\.multiple)?\(/g;

/** Stacked or nested patches, or one chain of mocked return values, deeper than three. */
export function mockDepthFacts({ path, touched, codeLines }: ChangedFile): Fact[] {
  return touched.flatMap(({ first, last }): Fact[] => {
    const lines = codeLines.slice(first - 1, last);
    const depth = lines.reduce((deepest, line) => Math.max(deepest, chainDepth(line)), patchDepth(lines));
    if (depth <= maxLayers) return [];
    return [
      {
        id: 'mock-depth',
        statement: `external service mocking too complex: ${depth} mocked layers in one test`,
        where: { path, line: first },
        reason: `A touched test patches ${depth} layers (more than ${maxLayers}): it checks its mocks more than the code. Mocking this complex needs human review.`,
      },
    ];
  });
}

/** Decorators, plus the deepest nesting of `with patch(…)` blocks. */
function patchDepth(lines: readonly string[]): number {
  let decorators = 0;
  let deepest = 0;
  const open: { indent: number; patches: number }[] = [];
  let header: { indent: number; patches: number; brackets: number } | undefined;
  for (const line of lines) {
    const patches = line.match(patchCall)?.length ?? 0;
    const indent = line.search(/\S/);
    if (indent === -1) continue;
    if (/^\s*@/.test(line)) decorators += patches;
    if (header === undefined) {
      while (open.length > 0 && indent <= (open.at(-1)?.indent ?? 0)) open.pop();
      if (/^\s*(?:async\s+)?with\b/.test(line)) header = { indent, patches: 0, brackets: 0 };
    }
    if (header !== undefined) {
      header.patches += patches;
      header.brackets += balance(line);
      // A header goes on over lines while a bracket is open or a backslash ends them.
      if (header.brackets <= 0 && !/\\\s*$/.test(line)) {
        open.push(header);
        header = undefined;
      }
    }
    deepest = Math.max(
      deepest,
      open.reduce((sum, block) => sum + block.patches, 0),
    );
  }
  return decorators + deepest;
}

function balance(line: string): number {
  let open = 0;
  for (const character of line) {
    if ('([{'.includes(character)) open += 1;
    if (')]}'.includes(character)) open -= 1;
  }
  return open;
}

/** `a.return_value.b().return_value` is one chain. */
function chainDepth(line: string): number {
  if (!line.includes('return_value')) return 0;
  return line
    .replaceAll('()', '')
    .split(/[^\w.]+/)
    .reduce(
      (deepest, chain) => Math.max(deepest, chain.split('.').filter((part) => part === 'return_value').length),
      0,
    );
}
