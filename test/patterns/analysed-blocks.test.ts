import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analyzer, type Finding, rules } from '../../src/analysis/index.ts';
import { LANGUAGES } from '../../src/patterns/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { type CodeBlock, isAntiPattern } from './blocks.ts';
import { emptyProject, type PlacedBlock, placeBlocks, removeProject } from './project-of-blocks.ts';
import { codeIn, documentsIn } from './shipped.ts';

const known = new Set(rules.map(({ id }) => id));

describe.each(LANGUAGES)('under our own rules, in %s', (language) => {
  let root: string;
  let placed: readonly PlacedBlock[];
  let findings: readonly Finding[];

  beforeAll(async () => {
    root = emptyProject(language);
    placed = placeBlocks(root, codeIn(language));
    const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
    ({ findings } = await new Analyzer(workspace, rules).analyze({}));
  }, 120_000);
  afterAll(() => removeProject(root));

  const ids = documentsIn(language).map(({ id }) => id);
  const inBlock = ({ file }: PlacedBlock) => findings.filter(({ path }) => path === file);
  const beside = (placed: PlacedBlock) => findings.filter(({ path }) => placed.beside.includes(path));

  it.each(ids)('the patterns of %s are clean', (id) => {
    const patterns = placed.filter(({ block }) => block.document.id === id && !isAntiPattern(block));
    const told = patterns.flatMap((each) => [
      ...inBlock(each).map((finding) => `${placeOf(each.block, finding)} ${finding.rule}: ${finding.message}`),
      ...beside(each).map((finding) => `${each.block.place}, its ${finding.path}: ${finding.rule}: ${finding.message}`),
    ]);
    expect(told).toEqual([]);
  });

  it.each(ids)('the anti-patterns of %s are caught, each rule that they name', (id) => {
    const lies = placed.filter(({ block }) => block.document.id === id && isAntiPattern(block));
    const silent = lies.flatMap((each) => {
      const found = new Set(inBlock(each).map(({ rule }) => rule));
      const { block } = each;
      const named = rulesNamedIn(block).filter((rule) => !found.has(rule));
      const caught = block.says.uncaught !== undefined || block.document.rules.some((rule) => found.has(rule));
      return [
        ...named.map((rule) => `${block.place}: ${rule} is named and not found. Found: ${[...found].join(', ')}`),
        ...(caught ? [] : [`${block.place}: none of the document's rules is found. Found: ${[...found].join(', ')}`]),
      ];
    });
    expect(silent).toEqual([]);
  });
});

/** Rules that comments of the code name: `# fixed-sleep: too short on a busy machine`. */
function rulesNamedIn({ code }: CodeBlock): string[] {
  const comments = [...code.matchAll(/(?:#|\/\/)(?<text>.*)/g)].map(({ groups }) => groups?.text ?? '');
  return [...new Set(comments.flatMap((text) => text.match(/\b[a-z]+(?:-[a-z0-9]+)+\b/g) ?? []))].filter((id) =>
    known.has(id),
  );
}

function placeOf({ place }: CodeBlock, { range }: Finding): string {
  const [path, line] = place.split(':');
  return `${path}:${Number(line) + range.start.line - 1}`;
}
