import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span, TestFile } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

describe('positions', () => {
  it('count in UTF-16 units behind emoji and umlauts', () => {
    const file = read('x = "🎉ä"; assert größe == 1\n');
    expect(file.at(file.assertions[0]?.span)).toBe('assert größe == 1');
  });

  it('are right behind a byte order mark', () => {
    const file = read('\uFEFFimport os\ndef test_a():\n    assert 1\n');
    expect(file.at(file.assertions[0]?.span)).toBe('assert 1');
    expect(file.at(file.imports[0]?.statement)).toBe('import os');
    expect(file.syntaxProblems).toEqual([]);
  });

  it('are right with Windows line ends and tabs', () => {
    const file = read('def test_a():\r\n\tx = 1\r\n\tassert x\r\n');
    expect(file.at(file.tests[0]?.span)).toBe('def test_a():\r\n\tx = 1\r\n\tassert x');
  });
});

describe('the place after the imports', () => {
  it.each([
    ['import a\nfrom b import c\n\nx = 1\n', 'import a\nfrom b import c\n'],
    ['"""Doc."""\nx = 1\n', '"""Doc."""\n'],
    ['#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nx = 1\n', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n'],
    ['"""Doc."""\nfrom __future__ import annotations\nx = 1\n', '"""Doc."""\nfrom __future__ import annotations\n'],
    ['import a\ndef f(): pass\nimport b\n', 'import a\n'],
    ['from a import (\n    b,\n)\nx = 1\n', 'from a import (\n    b,\n)\n'],
    ['import a', 'import a'],
    ['x = 1\n', ''],
    ['\uFEFFx = 1\n', '\uFEFF'],
  ])('in %j', (source, before) => {
    expect(source.slice(0, read(source).afterImports)).toBe(before);
  });
});

describe('comments', () => {
  it('that speak to this tool are kept with their line', () => {
    const file = read(
      'x = 1\n# testing-patterns: ignore[a] because\ny = 2  # testing-patterns: ignore[b] why\n# other\n',
    );
    expect(file.comments.map(({ line, ownLine, text }) => [line, ownLine, text])).toEqual([
      [2, true, '# testing-patterns: ignore[a] because'],
      [3, false, '# testing-patterns: ignore[b] why'],
    ]);
  });
});

describe('syntax problems', () => {
  it.each([
    ['an open bracket', 'x = (1\n'],
    ['a half statement', 'def f():\n    x = \n    assert a\n'],
    ['merge conflict markers', '<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n'],
    ['await outside an async function', 'def test_a():\n    await f()\n'],
    ['await in a lambda', 'async def test_a():\n    run(lambda: await f())\n'],
    ['async with outside an async function', 'def test_a():\n    async with a(): pass\n'],
  ])('are reported for %s', (_, source) => {
    expect(read(source).syntaxProblems.length).toBeGreaterThan(0);
  });

  it.each([
    ['a comment at column 0 below a decorator', 'class A:\n    @deco\n# note\n    def test_a(self):\n        pass\n'],
    ['defaults of type parameters', 'def f[T = int](x: T): pass\nclass A[T = int]: pass\n'],
    ['await in a generator expression', 'def f():\n    return (await x for x in y)\n'],
    ['await in an async comprehension', 'async def f():\n    return [await x async for x in y]\n'],
    [
      'match, walrus, star-except, nested quotes',
      'match a:\n    case 1: pass\ntry: b\nexcept* C: d\nf"{a["b"]}"\nif (x := 1): pass\n',
    ],
  ])('are not made of %s', (_, source) => {
    expect(read(source).syntaxProblems).toEqual([]);
  });

  it('keep the tests that can be read', () => {
    const file = read('def test_a():\n    assert 1\n\ndef test_b():\n    x = = 1\n\ndef test_c():\n    assert 2\n');
    expect(file.tests.map(({ title }) => title)).toEqual(expect.arrayContaining(['test_a', 'test_c']));
  });

  it('keep the decorator below which a comment stands at column 0', () => {
    const file = read(
      'import pytest\nclass TestA:\n    @pytest.mark.slow\n# note\n    def test_a(self):\n        pass\n',
    );
    expect(file.tests[0]?.modifiers.map(({ name }) => name)).toEqual(['slow']);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      'def test_a(x):',
      '\n',
      '\n    ',
      '\n        ',
      'class TestA:',
      'assert ',
      'a',
      ' == ',
      '1',
      'await ',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
    ],
    ...[
      '"',
      "'",
      '"""',
      'f"{',
      ' ',
      ',',
      ':',
      '=',
      '+=',
      '.',
      '@',
      'lambda ',
      'with ',
      ' as b',
      'for x in ',
      'if ',
      'else:',
      'try:',
      'except ',
      'finally:',
    ],
    ...[
      'yield ',
      'return ',
      'import os',
      'from . import b',
      'os.environ',
      'self.x',
      'global x',
      'del ',
      '# testing-patterns: x',
      '🎉',
      '\uFEFF',
      '\r\n',
      '\\',
      '\0',
    ],
    ...['x.append', 'pytest.fixture', 'async ', 'match a:', 'case _:', ' and ', 'not ', 'raise ', 'x = x * 2', 'range'],
  );

  it('never makes the reader throw, and every span lies inside it', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const source = parts.join('');
        for (const { start, end } of spansOf(read(source))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('that is random characters never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => {
        expect(read(source).functions.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['brackets', '['.repeat(5000)],
    ['a long sum', `x = ${'a + '.repeat(5000)}a\n`],
    ['a long chain', `x${'.a()'.repeat(2000)}\n`],
    ['deep blocks', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join('')],
    ['a name made of itself', 'x = x * 2\nfor a in range(x): pass\nwhile x: x = x.y\n'],
  ])('nested without end is read: %s', (_, source) => {
    expect(read(source).functions.length).toBeGreaterThan(0);
  });

  it('gives names back that its spans cover', () => {
    const name = fc.stringMatching(/^test_[a-zäöü_]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (names, eol) => {
        const file = read(
          names.map((each) => `@mark("🎉")${eol}def ${each}(a, b=1):${eol}    assert a == b${eol}`).join(eol),
        );
        expect(file.tests.map(({ nameSpan }) => file.at(nameSpan))).toEqual(names);
        expect(file.assertions.map(({ actual, expected }) => file.at(actual) + file.at(expected))).toEqual(
          names.map(() => 'ab'),
        );
      }),
    );
  });
});

/** Every span anywhere in the facts. */
function spansOf(value: TestFile | unknown): Span[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(spansOf);
  return 'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number'
    ? [{ start: value.start, end: value.end }, ...inner]
    : inner;
}
