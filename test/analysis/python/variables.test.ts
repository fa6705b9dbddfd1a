import { describe, expect, it } from 'vitest';
import type { Variable } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

function variable(source: string, name: string): Variable | undefined {
  return read(source).variables.find((candidate) => candidate.name === name);
}

function accesses(source: string, name: string): string[] {
  return (variable(source, name)?.accesses ?? []).map(({ kind, via }) => (via === undefined ? kind : `${kind} ${via}`));
}

describe('variables', () => {
  it.each([
    ['[]', 'array'],
    ['[n for n in y]', 'array'],
    ['list()', 'array'],
    ['deque()', 'array'],
    ['{}', 'object'],
    ['dict(a=1)', 'object'],
    ['defaultdict(list)', 'map'],
    ['Counter()', 'map'],
    ['{1}', 'set'],
    ['set()', 'set'],
    ['1', 'primitive'],
    ['-1', 'primitive'],
    ['"a"', 'primitive'],
    ['None', 'none'],
    ['lambda: 1', 'function'],
    ['AsyncMock()', 'mock'],
    ['Shop()', 'instance'],
    ['load()', 'call'],
    ['await load()', 'call'],
    ['a + b', 'other'],
  ])('bound to %s hold a value of kind %s', (value, kind) => {
    const head = 'from collections import Counter, defaultdict, deque\nfrom unittest.mock import AsyncMock\n';
    expect(variable(`${head}x = ${value}\n`, 'x')?.value).toBe(kind);
  });

  it('are not changed by a method whose result is used although the container one gives none', () => {
    const source = 'x = table()\n\ndef test_a():\n    i = x.insert()\n    x.update().where(1)\n    x.insert(0, 1)\n';
    expect(accesses(source, 'x')).toEqual(['read', 'read', 'mutate insert']);
  });

  it('tell their level and where they are declared', () => {
    const file = read('a = 1\nclass TestB:\n    c = []\n    def test_d(self):\n        e = 2\n');
    expect(file.variables.map(({ name, level, className }) => [name, level, className])).toEqual([
      ['a', 'module', undefined],
      ['c', 'class', 'TestB'],
      ['e', 'function', undefined],
    ]);
    expect(file.at(file.variables[1]?.declaration)).toBe('c = []');
    expect(file.at(file.variables[1]?.initializer)).toBe('[]');
  });

  it.each([
    ['print(x)', ['read']],
    ['x.append(1)', ['mutate append']],
    ['x["k"] = 1', ['mutate []=']],
    ['x.name = 1', ['mutate .name=']],
    ['x.rows[0].clear()', ['mutate clear']],
    ['del x[0]', ['mutate del']],
    ['x += [1]', []],
    ['x.count(1)', ['read']],
  ])('of the module see %s in a function as %j', (statement, expected) => {
    expect(accesses(`x = []\ndef test_a():\n    ${statement}\n`, 'x')).toEqual(expected);
  });

  it('see an assignment in a function only through global', () => {
    expect(accesses('def test_a():\n    global x\n    x = 2\n    x += 1\nx = 1\n', 'x')).toEqual([
      'assign',
      'update +=',
    ]);
    expect(accesses('x = 1\ndef test_a():\n    x = 2\n', 'x')).toEqual([]);
  });

  it('see += on a list as a change in place', () => {
    expect(accesses('x = []\nx += [1]\n', 'x')).toEqual(['mutate +=']);
  });

  it('see nothing of a parameter, an import or a local of the same name', () => {
    expect(accesses('x = []\ndef f(x):\n    x.append(1)\n', 'x')).toEqual([]);
    expect(accesses('x = []\ndef f():\n    from a import x\n    x.append(1)\n', 'x')).toEqual([]);
  });

  it('see reads that stand above the declaration', () => {
    expect(accesses('def f():\n    return x\nx = []\n', 'x')).toEqual(['read']);
  });

  it('see what closures do through nonlocal', () => {
    expect(accesses('def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n', 'n')).toEqual([
      'update +=',
    ]);
  });

  it('do not count changes of numbers by methods', () => {
    expect(accesses('from unittest.mock import Mock\nx = Mock()\nx.add(1)\n', 'x')).toEqual(['read']);
  });

  it('are constant when they are never bound again', () => {
    expect(variable('x = []\nx.append(1)\n', 'x')?.constant).toBe(true);
    expect(variable('x = 1\nx = 2\n', 'x')?.constant).toBe(false);
  });
});

describe('class attributes', () => {
  const shop = (statement: string) => `class TestA:\n    items = []\n    def test_a(self):\n        ${statement}\n`;

  it.each([
    ['self.items.append(1)', ['mutate append']],
    ['self.items["a"] = 1', ['mutate []=']],
    ['TestA.items.append(1)', ['mutate append']],
    ['type(self).items.append(1)', ['mutate append']],
    ['assert self.items == []', ['read']],
    ['self.items = []', ['assign self']],
    ['TestA.items = []', ['assign cls']],
    ['run(lambda: self.items.clear())', ['mutate clear']],
    ['self.others.append(1)', []],
  ])('see %s as %j', (statement, expected) => {
    expect(accesses(shop(statement), 'items')).toEqual(expected);
  });

  it('are seen through a class method', () => {
    expect(accesses('class A:\n    n = 0\n    @classmethod\n    def f(cls):\n        cls.n += 1\n', 'n')).toEqual([
      'update +=',
    ]);
  });

  it('are seen from a subclass', () => {
    expect(
      accesses('class A:\n    n = []\nclass TestB(A):\n    def test_c(self):\n        self.n.append(1)\n', 'n'),
    ).toEqual(['mutate append']);
  });

  it('are not seen as plain names in methods', () => {
    expect(accesses(shop('items.append(1)'), 'items')).toEqual([]);
  });

  it('cover the whole expression that reaches them', () => {
    const file = read(shop('self.items.append(1)'));
    expect(file.at(file.variables[0]?.accesses[0]?.span)).toBe('self.items');
  });
});
