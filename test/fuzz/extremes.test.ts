import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const deep = 10_000;
const nested = (open: string, close = '', inside = '1') => open.repeat(deep) + inside + close.repeat(deep);

async function reasonFor(name: string, content: string | Uint8Array): Promise<string | undefined> {
  const workspace = await tempWorkspace({ [name]: content }).open();
  const { summary } = await new Analyzer(workspace, rules).analyze({ paths: [name] });
  return summary.unreadable[0]?.reason;
}

describe('code nested 10,000 levels deep is refused, and says why', () => {
  it.each([
    ['parentheses', nested('(', ')')],
    ['arrays', nested('[', ']')],
    ['arrays that are never closed', nested('[')],
    ['suites', nested("describe('a', () => {", '});', "it('b', () => {});")],
    ['template literals', `x = ${nested('`${', '}`')}`],
    ['an optional chain', `const x = a${nested('?.b')}`],
    ['a chain of calls', `a${nested('.b()', '', '')}`],
    ['a sum', nested('1 + ')],
    ['awaits', nested('await ')],
    ['conditions', nested('a ? b : ')],
    ['JSX', `const x = ${nested('<a>', '</a>')}`],
    ['functions', nested('function f() {', '}')],
  ])('%s in TypeScript', async (_what, text) => {
    expect(await reasonFor('deep.test.tsx', text)).toContain('is nested too deeply to be read to the end');
  });

  it.each([
    ['parentheses', nested('(', ')')],
    ['lists', `x = ${nested('[', ']')}`],
    ['a sum', `x = ${nested('1 + ')}`],
    ['a chain of calls', `a${nested('.b()', '', '')}`],
    ['lambdas', `x = ${nested('lambda: ')}`],
    ['calls', nested('f(', ')')],
  ])('%s in Python', async (_what, text) => {
    expect(await reasonFor('tests/test_deep.py', text)).toContain('is nested too deeply to be read to the end');
  });
});

describe('long expressions that people write are read', () => {
  const times = (text: string, count: number) => text.repeat(count);
  it.each([
    ['a sum of 2,000 terms', `it('a', () => { expect(${times("'a' + ", 2_000)}'b').toBe(1); });`],
    ['a chain of 300 calls', `it('a', () => { expect(a${times('.b()', 300)}).toBe(1); });`],
    ['elements in elements, 100 deep', `it('a', () => { f(${times('<a>', 100)}${times('</a>', 100)}); });`],
  ])('%s in TypeScript', async (_what, text) => {
    expect(await reasonFor('long.test.tsx', text)).toBeUndefined();
  });

  it.each([
    ['a sum of 900 terms', `def test_a():\n    assert ${times('"a" + ', 900)}"b" == 1\n`],
    ['a condition of 900 parts', `def test_a():\n    assert ${times('a == 1 and ', 900)}b\n`],
    ['a chain of 400 calls', `def test_a():\n    assert a${times('.b()', 400)} == 1\n`],
    ['200 brackets, all that Python allows', `def test_a():\n    assert f(${times('f(a=', 199)}1${times(')', 199)})\n`],
  ])('%s in Python', async (_what, text) => {
    expect(await reasonFor('tests/test_long.py', text)).toBeUndefined();
  });
});

describe('files of an unusual size', () => {
  it('5 MB are refused', async () => {
    expect(await reasonFor('large.test.ts', '// a comment\n'.repeat(400_000))).toBe(
      'is larger than 2 MB (5200000 bytes)',
    );
  });

  it('100,000 tests in one file are refused', async () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `it('${index}',f)`).join('\n');
    expect(await reasonFor('many.test.ts', text)).toContain('holds 100000 tests and 200000 calls; up to 5000 tests');
  });

  it('2 MB in one line are read', async () => {
    expect(await reasonFor('line.test.ts', `// ${'a'.repeat(2_000_000)}`)).toBeUndefined();
    expect(await reasonFor('tests/test_line.py', `x = "${'a'.repeat(2_000_000)}"`)).toBeUndefined();
  });

  it('an empty file is read', async () => {
    expect(await reasonFor('empty.test.ts', '')).toBeUndefined();
  });
});

describe('bytes that are no UTF-8 text are refused', () => {
  it.each([
    ['malformed UTF-8', [0x61, 0xc3, 0x28], 'is not UTF-8 text'],
    ['half of a character at the end', [0x61, 0xf0, 0x9f], 'is not UTF-8 text'],
    ['an encoded surrogate', [0xed, 0xa0, 0x80], 'is not UTF-8 text'],
    ['a NUL', [0x61, 0x00, 0x62], 'is binary (it holds NUL bytes)'],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 'is UTF-16 text'],
    ['latin-1', [0x22, 0xe9, 0x22], 'is not UTF-8 text'],
  ])('%s', async (_what, bytes, reason) => {
    expect(await reasonFor('bytes.test.ts', Uint8Array.from(bytes))).toContain(reason);
  });
});
