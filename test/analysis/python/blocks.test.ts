import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

/** The blocks of a function body, outermost first. */
function blocksIn(body: string, head = ''): Block[] {
  const indented = body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return read(`${head}def test_a():\n${indented}\n`).blocks.slice(2);
}

describe('branches', () => {
  it('are the arms of one construct, exhaustive with an else', () => {
    const file = read('def test_a():\n    if a:\n        x\n    elif b:\n        y\n    else:\n        z\n');
    const arms = file.blocks.filter(({ kind }) => kind === 'branch');
    expect(arms.map(({ arm, exhaustive, span }) => [arm, exhaustive, file.at(span)])).toEqual([
      [0, true, 'x'],
      [1, true, 'y'],
      [2, true, 'z'],
    ]);
    expect(new Set(arms.map(({ construct }) => file.at(construct).slice(0, 4)))).toEqual(new Set(['if a']));
    expect(arms.map(({ condition }) => file.at(condition))).toEqual(['a', 'b', '']);
  });

  it('without an else are not exhaustive', () => {
    expect(blocksIn('if a:\n    x')).toMatchObject([{ kind: 'branch', exhaustive: false }]);
  });

  it.each([
    ['case _: y', true],
    ['case other: y', true],
    ['case _ if b: y', false],
    ['case None: y', false],
  ])('of match with %s last: exhaustive %s', (last, exhaustive) => {
    expect(blocksIn(`match a:\n    case 1: x\n    ${last}`)).toMatchObject([{ exhaustive }, { exhaustive }]);
  });

  it('are made by ternaries and by the right side of and/or', () => {
    expect(blocksIn('f() if a else g()')).toMatchObject([
      { arm: 0, exhaustive: true },
      { arm: 1, exhaustive: true },
    ]);
    expect(blocksIn('a or g()')).toMatchObject([{ kind: 'branch', exhaustive: false }]);
  });
});

describe('loops', () => {
  it.each([
    ['for x in [1]: f()', true],
    ['for x in (1, 2): f()', true],
    ['for x in []: f()', false],
    ['for x in [*rest]: f()', false],
    ['for x in {"a": 1}.items(): f()', true],
    ['for x in range(3): f()', true],
    ['for x in range(0): f()', false],
    ['for x in range(5, 0, -1): f()', true],
    ['for x in range(n): f()', false],
    ['for x in enumerate("ab"): f()', true],
    ['for x in zip([1], rows): f()', false],
    ['for x in zip([1], [2]): f()', true],
    ['for x in CASES: f()', true],
    ['for x in sorted(CASES): f()', true],
    ['for x in rows(): f()', false],
    ['while True: f()', true],
    ['while a: f()', false],
  ])('%s: runs at least once %s', (loop, expected) => {
    expect(blocksIn(loop, 'CASES = [1, 2]\n')).toMatchObject([{ kind: 'loop', runsAtLeastOnce: expected }]);
  });

  it('forget a constant that is bound again', () => {
    expect(blocksIn('for x in CASES: f()', 'CASES = [1]\nCASES = load()\n')[0]?.runsAtLeastOnce).toBe(false);
  });

  it('are made by comprehensions', () => {
    const file = read('x = [f(n) for row in rows for n in row]\n');
    expect(file.blocks.map(({ kind }) => kind)).toEqual(['module', 'loop', 'loop']);
    expect(file.calls[0]?.block).toBe(2);
  });

  it('tell how they loop', () => {
    expect(blocksIn('for x in range(3): a\nfor y in z: b\nwhile c: d').map(({ loop }) => loop)).toEqual([
      'counted',
      'for-each',
      'while',
    ]);
  });
});

describe('try', () => {
  it.each([
    ['pass', true],
    ['log(e)', true],
    ['raise', false],
    ['raise Other from e', false],
    ['pytest.fail("no")', false],
    ['self.fail("no")', false],
    ['assert False, "no"', false],
    ['if a:\n        raise', true],
    ['if a:\n        raise\n    else:\n        pytest.fail()', false],
    ['pytest.skip("no")', true],
  ])('with the handler %j swallows: %s', (handler, swallows) => {
    const blocks = blocksIn(`try:\n    f()\nexcept ValueError as e:\n    ${handler}`, 'import pytest\n');
    expect(blocks[0]).toMatchObject({ kind: 'try', swallows });
    expect(blocks[1]).toMatchObject({ kind: 'catch', swallows, names: ['ValueError'] });
  });

  it('lists several caught types and none of a bare except', () => {
    expect(blocksIn('try:\n    f()\nexcept (A, b.C):\n    x\nexcept:\n    y').map(({ names }) => names)).toEqual([
      [],
      ['A', 'b.C'],
      [],
    ]);
  });

  it('has a finally block', () => {
    expect(blocksIn('try:\n    f()\nfinally:\n    g()').map(({ kind }) => kind)).toEqual(['try', 'finally']);
  });

  it('makes its else a branch only when a handler can go on', () => {
    expect(blocksIn('try:\n    f()\nexcept A:\n    pass\nelse:\n    g()').map(({ kind }) => kind)).toContain('branch');
    expect(blocksIn('try:\n    f()\nexcept A:\n    raise\nelse:\n    g()').map(({ kind }) => kind)).not.toContain(
      'branch',
    );
  });
});

describe('with', () => {
  it('names its context managers canonically', () => {
    const head = 'from unittest.mock import patch\nfrom contextlib import suppress\n';
    expect(blocksIn('with (patch("a") as a, suppress(E)):\n    f()', head)).toMatchObject([
      { kind: 'with', names: ['unittest.mock.patch', 'contextlib.suppress'] },
    ]);
  });
});

describe('the block tree', () => {
  it('puts a lambda in the block of the call it is passed to', () => {
    const file = read('def test_a():\n    for x in y:\n        run(lambda: check())\n');
    const lambda = file.functions.find(({ expressionBody }) => expressionBody);
    const block = file.blocks[lambda?.block ?? 0];
    expect(block?.kind).toBe('function');
    expect(file.blocks[block?.parent ?? 0]?.kind).toBe('loop');
  });
});
