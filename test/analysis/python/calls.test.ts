import { describe, expect, it } from 'vitest';
import type { Reading } from './reading.ts';
import { read } from './reading.ts';

function callees(source: string): string[] {
  return read(source).calls.map(({ callee }) => callee);
}

function handlingOf(file: Reading, callee: string): string | undefined {
  return file.calls.find((call) => call.callee === callee)?.handling;
}

describe('callees', () => {
  it.each([
    ['import numpy as np\nnp.random.rand()', 'numpy.random.rand'],
    ['from datetime import datetime as dt\ndt.now()', 'datetime.datetime.now'],
    ['from .helpers import check\ncheck()', '.helpers.check'],
    ['from . import helpers\nhelpers.check()', '.helpers.check'],
    ['from ..app import main as run\nrun()', '..app.main'],
    ['import os.path\nos.path.join()', 'os.path.join'],
    ['local.thing()', 'local.thing'],
    ['rows[0].save()', 'rows.?.save'],
    ['"a".join(x)', '?.join'],
  ])('of %j', (source, expected) => {
    expect(callees(source)).toEqual([expected]);
  });

  it('of a chain write calls with parentheses', () => {
    expect(callees('import requests\nrequests.get(u).json()')).toEqual(['requests.get().json', 'requests.get']);
  });

  it('use an import inside the function and one below it', () => {
    expect(callees('def f():\n    from a import b\n    b()\n    c()\nfrom d import c\n')).toEqual(['a.b', 'd.c']);
  });

  it('are not canonical when a parameter hides the import', () => {
    expect(callees('import time\ndef f(time):\n    time.sleep(1)\n')).toEqual(['time.sleep']);
    expect(read('import time\ndef f(time):\n    time.sleep(1)\n').waits).toEqual([]);
  });

  it('remember the module of an imported submodule', () => {
    expect(read('import a.b\nimport a.c\na.c.f()').calls[0]?.origin).toEqual({ module: 'a.c', name: '*' });
  });
});

describe('arguments', () => {
  it('carry kind, value and keyword', () => {
    const file = read('f(1, -2, "a" "b", f"x{y}", True, None, a.b, [1], {}, *rest, g(), lambda: 1, key=3, r"\\n")');
    expect(file.calls[0]?.arguments.map(({ kind, value, name }) => [kind, value, name])).toEqual([
      ['number', 1, undefined],
      ['number', -2, undefined],
      ['string', 'ab', undefined],
      ['template', 'x', undefined],
      ['boolean', true, undefined],
      ['null', undefined, undefined],
      ['name', 'a.b', undefined],
      ['array', undefined, undefined],
      ['object', undefined, undefined],
      ['spread', undefined, undefined],
      ['call', undefined, undefined],
      ['function', undefined, undefined],
      ['number', 3, 'key'],
      ['string', '\\n', undefined],
    ]);
  });

  it('refer to inner calls and functions', () => {
    const file = read('f(g(), lambda: 1)');
    const [inner, callback] = file.calls[0]?.arguments ?? [];
    expect(file.calls[inner?.ref ?? 0]?.callee).toBe('g');
    expect(file.functions[callback?.ref ?? 0]).toMatchObject({ expressionBody: true, argumentOf: 0 });
  });
});

describe('handling', () => {
  it.each([
    ['await it()', 'awaited'],
    ['await (it())', 'awaited'],
    ['return it()', 'returned'],
    ['x = it()', 'assigned'],
    ['x = [it(n) for n in y]', 'assigned'],
    ['if (x := it()): pass', 'assigned'],
    ['f(it())', 'argument'],
    ['f(key=it())', 'argument'],
    ['it().more()', 'chained'],
    ['await asyncio.gather(it(), other())', 'collected'],
    ['await asyncio.gather(*[it(n) for n in y])', 'collected'],
    ['tg.create_task(it())', 'collected'],
    ['asyncio.ensure_future(it())', 'collected'],
    ['assert it()', 'asserted'],
    ['assert not it()', 'asserted'],
    ['assert it() == 1', 'asserted'],
    ['assert await it()', 'awaited'],
    ['assert it().ok', 'chained'],
    ['it()', 'dropped'],
    ['x and it()', 'dropped'],
    ['async with it(): pass', 'awaited'],
    ['if it(): pass', 'other'],
  ])('of the call in %s is %s', (statement, expected) => {
    expect(handlingOf(read(`import asyncio\nasync def test_a(tg):\n    ${statement}\n`), 'it')).toBe(expected);
  });

  it('of a lambda body is returned', () => {
    expect(handlingOf(read('f = lambda: it()'), 'it')).toBe('returned');
  });
});

describe('imports', () => {
  it('tell module, name and local name, and where another name can go', () => {
    const source = 'from .a import (\n    b as c,\n    d,\n)\n';
    const file = read(source);
    expect(file.imports).toMatchObject([
      { module: '.a', name: 'b', local: 'c', typeOnly: false, function: 0 },
      { module: '.a', name: 'd', local: 'd' },
    ]);
    expect(source.slice(0, file.imports[0]?.insertAt)).toMatch(/ d$/);
  });

  it('of modules bind the first part or the alias', () => {
    expect(read('import a.b, c.d as e\n').imports).toMatchObject([
      { module: 'a.b', name: '*', local: 'a' },
      { module: 'c.d', name: '*', local: 'e' },
    ]);
  });

  it('under TYPE_CHECKING are for types only', () => {
    expect(read('from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n').imports[1]?.typeOnly).toBe(true);
  });

  it('at module level can be imported from here by others', () => {
    expect(read('from .a import b as c\nfrom .d import *\n', 'tests/__init__.py').reexports).toEqual([
      { module: '.a', name: 'b', as: 'c' },
      { module: '.d', name: '*', as: '*' },
    ]);
  });
});
