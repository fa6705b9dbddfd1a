import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span, TestFile } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

const sample = `import { afterEach, describe, expect, it, vi } from 'vitest';
import { load } from './load';

const rows: string[] = [];
class Page { static open = 0; items = new Map<string, number>(); constructor(private readonly name = 'x') {} }

describe.each([1, 2])('loads %i', (n) => {
  let saved: string | undefined;
  beforeEach(() => { saved = process.env.MODE; vi.useFakeTimers({ toFake: ['Date'] }); });
  afterEach(vi.useRealTimers);

  it.skipIf(n > 1)('reads \${n}', { retry: 2 }, async ({ task }) => {
    process.env['MODE'] = saved ?? 'x';
    for (const row of rows) { if (row) expect(row).not.toBe(\`a\${n}\`); else rows.push(row); }
    try { await load(new Date(), Math.random()); } catch (error) { throw error; } finally { rows.length = 0; }
    await Promise.all(rows.map(async (row) => expect(load(row)).resolves.toEqual({ ...task, row })));
    await new Promise((r) => setTimeout(r, 1_000)); // testing-patterns: ignore[fixed-sleep] why
  });
});
`;

function* spansIn(value: unknown): Generator<Span> {
  if (Array.isArray(value)) {
    for (const each of value) yield* spansIn(each);
  } else if (typeof value === 'object' && value !== null) {
    if ('start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number') {
      yield { start: value.start, end: value.end };
    }
    for (const each of Object.values(value)) yield* spansIn(each);
  }
}

/** Every span lies in the text, every index points at something. */
function soundness(file: TestFile, text: string): string[] {
  const wrong: string[] = [];
  for (const { start, end } of spansIn(file)) {
    if (start < 0 || end < start || end > text.length) wrong.push(`span ${start}-${end}`);
  }
  for (const { id, function: owner, block } of [...file.calls, ...file.assertions]) {
    if (!file.functions[owner] || !file.blocks[block]) wrong.push(`place of ${id}`);
  }
  for (const [index, { id, parent }] of file.blocks.entries())
    if (id !== index || !file.blocks[parent]) wrong.push(`block ${index}`);
  for (const [index, { id, block }] of file.functions.entries())
    if (id !== index || !file.blocks[block]) wrong.push(`function ${index}`);
  for (const { function: owner } of file.tests) if (!file.functions[owner]) wrong.push(`test of ${owner}`);
  return wrong;
}

const paths = fc.constantFrom('a.test.ts', 'a.test.tsx', 'a.test.js', 'a.spec.mjs', 'a.test.cts');

describe('reading', () => {
  it('reads the sample without a problem', () => {
    expect(read(sample).syntaxProblems).toEqual([]);
  });

  it('gives sound facts for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), paths, (text, path) => {
        expect(soundness(read(text, 'unknown', path), text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives sound facts for truncated code', () => {
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(sample.length), paths, (from, to, path) => {
        const text = sample.slice(Math.min(from, to), Math.max(from, to));
        expect(soundness(read(text, 'vitest', path), text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives sound facts for code with pieces taken out, doubled or swapped', () => {
    const tokens = sample.split(/(?<=\W)|(?=\W)/);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 120 }), paths, (pieces, path) => {
        const text = pieces.join('');
        expect(soundness(read(text, 'vitest', path), text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what stands before a syntax error', () => {
    const file = read(`it('a', () => { expect(1).toBe(1); });\nit('b', () => {{{`);
    expect(file.syntaxProblems.length).toBeGreaterThan(0);
    expect(file.tests.map(({ title }) => title)).toEqual(['a', 'b']);
  });

  it.each([
    ['parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['a sum', Array.from({ length: 20_000 }, () => '1').join(' + ')],
    ['a chain of calls', `a${'.b()'.repeat(5_000)}`],
  ])('says so when it cannot follow %s to the end', (_what, text) => {
    const file = read(text);
    expect(soundness(file, text)).toEqual([]);
  });

  it('gives plain data that survives JSON', () => {
    const file = read(sample);
    expect(JSON.parse(JSON.stringify(file))).toEqual(file);
  });
});
