import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { cleanOutput, evidenceText } from '../../src/diagnosis/clean.ts';
import { type Diagnosis, diagnose } from '../../src/diagnosis/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { temporaryFolder } from './folder.ts';
import { outputs } from './outputs.ts';

const folder = temporaryFolder();
let workspace: Workspace;
let analyzer: Analyzer;
beforeAll(async () => {
  workspace = await Workspace.open({ roots: [folder()], env: {}, cwd: folder() });
  analyzer = new Analyzer(workspace, rules);
});

function diagnosed(output: string): Promise<Diagnosis> {
  return diagnose({ output }, { workspace, analyzer });
}

/** Pieces of real outputs, and what is hostile about text. */
const pieces = fc.oneof(
  fc.constantFrom(...outputs.flatMap(({ text }) => text.split('\n')).filter((line) => line.length < 300)),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b]8;;',
    '\r',
    '\u202e',
    '\u{e0041}',
    '::error file=a::',
    '##[error]',
    '%0A',
    '⎯⎯⎯⎯[1/1]⎯',
    '  ● ',
    '  1) ',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const wild = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('\n'));

describe('whatever is pasted', () => {
  it('is answered without throwing, with confidences in order and below one', async () => {
    await fc.assert(
      fc.asyncProperty(wild, async (text) => {
        const { causes } = await diagnosed(text);
        const confidences = causes.map(({ confidence }) => confidence);
        expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
        expect(confidences.every((confidence) => confidence >= 0.1 && confidence < 1)).toBe(true);
        expect(causes.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 150 },
    );
  });

  it('shows evidence in short lines without hidden characters', async () => {
    await fc.assert(
      fc.asyncProperty(wild, async (text) => {
        const { causes } = await diagnosed(text);
        const shown = causes.flatMap(({ evidence }) => evidence.map(({ text }) => text));
        expect(
          shown.filter((line) => line.length > 400 || /[^\P{C}]|\p{Default_Ignorable_Code_Point}/u.test(line)),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('does not hide a word behind invisible characters', async () => {
    const { causes } = await diagnosed('Error: connect ECONN\u200bREFU\u{e0020}SED 127.0.0.1:80');
    expect(causes[0]).toMatchObject({ cause: 'network' });
    expect(evidenceText('a\u202eb\u0007c\u{e0041}d')).toBe('abcd');
  });
});

describe('a huge output', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['one line without an end', 'x'.repeat(2_000_000)],
    ['assertions of assertions', `E   assert ${'a == '.repeat(400)}\n`.repeat(500)],
    ['open brackets', `  - ${'['.repeat(1900)}\n  + ${'['.repeat(1900)}\n`.repeat(260)],
    ['expected expected', `${'expected '.repeat(200)}\n`.repeat(500)],
    ['empty lines', '\n'.repeat(1_000_000)],
    ['white space', `${' '.repeat(1900)}x\n`.repeat(500)],
    ['clocks', `${'12:34 '.repeat(300)}\n`.repeat(500)],
    ['frames', '    at f (/a/b/c.js:1:1)\n'.repeat(40_000)],
    ['headings of mocha', '1) x\n1 failing\n'.repeat(60_000)],
    ['colours that never end', '\u001b]'.repeat(500_000)],
    ['carriage returns', '\r'.repeat(1_000_000)],
    ['digits of ids', `${'deadbeef'.repeat(230)}\n`.repeat(500)],
  ];

  it.each(hostile)(
    'of %s is answered',
    async (_, text) => {
      const { causes } = await diagnosed(text);
      expect(causes.length).toBeLessThanOrEqual(5);
    },
    15_000,
  );

  it('keeps its head and, more of it, its tail', () => {
    const filler = `${'.'.repeat(79)}\n`.repeat(30_000);
    const { lines, truncated } = cleanOutput(`first line\n${filler}last line`);
    expect(truncated).toBe(true);
    expect([lines[0], lines.at(-1)]).toEqual(['first line', 'last line']);
  });

  it('says that it was cut', async () => {
    const failure = outputs.find(({ name }) => name === 'pytest/floating-point--sum')?.text ?? '';
    const { causes, note } = await diagnosed(`${`${'.'.repeat(79)}\n`.repeat(30_000)}${failure}`);
    expect(causes[0]).toMatchObject({ cause: 'floating-point' });
    expect(note).toMatch(/^The output is cut/);
  });
});
