import { describe, expect, it } from 'vitest';
import { read, reading } from './reading.ts';

const callees = (code: string): string[] => read(code).calls.map(({ callee }) => callee);
const handlings = (code: string, callee: string): string[] =>
  read(code)
    .calls.filter((call) => call.callee === callee)
    .map(({ handling }) => handling);

describe('canonical callees', () => {
  it.each([
    ['a named import under another name', `import { it as check } from 'vitest'; check('x', () => {});`, 'it'],
    ['a member of a runner namespace', `import * as vitest from 'vitest'; vitest.it('x', () => {});`, 'it'],
    ['vitest, the other name of vi', `import { vitest } from 'vitest'; vitest.fn();`, 'vi.fn'],
    ['vitest through the namespace', `import * as v from 'vitest'; v.vitest.fn();`, 'vi.fn'],
    ['jest under another name', `import { jest as vi } from '@jest/globals'; vi.fn();`, 'jest.fn'],
    ['a destructured require', `const { test: check } = require('node:test'); check('x', () => {});`, 'test'],
    ['the default export of node:test', `import run from 'node:test'; run.describe('x', () => {});`, 'test.describe'],
    ['a default import of a known package', `import http from 'node:http'; http.get('x');`, 'http.get'],
    ['a known package under another name', `import ax from 'axios'; ax.get('/x');`, 'axios.get'],
    ['a member taken from a builtin', `const { random } = Math; random();`, 'Math.random'],
    ['a constant that stands for a runner function', `const check = it.skip; check('x', () => {});`, 'it.skip'],
    ['an extended test', `const myTest = test.extend({}); myTest('x', () => {});`, 'test'],
    ['a named function of node:assert', `import { equal as same } from 'assert'; same(1, 1);`, 'assert.equal'],
    ['the strict assert', `import { strict as check } from 'node:assert'; check(1);`, 'assert'],
    ['a member of chai', `import chai from 'chai'; chai.expect(1);`, 'expect'],
    ['optional calls and non-null marks', `a?.b!.c?.();`, 'a.b.c'],
    ['an element with a literal name', `a['b']();`, 'a.b'],
    ['an element with a computed name', `a[b]();`, 'a.?'],
    ['a function expression called at once', `(() => 1)();`, '?'],
    ['a constructor', `new Map();`, 'new Map'],
  ])('undoes %s', (_what, code, callee) => {
    expect(callees(code)).toContain(callee);
  });

  it('marks the calls of a chain', () => {
    expect(callees(`expect(x).resolves.toBe(1); page.locator('a').click();`)).toEqual([
      'expect().resolves.toBe',
      'expect',
      'page.locator().click',
      'page.locator',
    ]);
  });

  it('reads a tagged template as a call', () => {
    expect(callees('it.each`a|b`("x", () => {});')).toEqual(['it.each()', 'it.each']);
  });

  it('keeps the name of a parameter that hides an import', () => {
    expect(callees(`import { random as dice } from './dice'; function f(dice) { dice(); }`)).toEqual(['dice']);
  });

  it('says where the first name comes from', () => {
    expect(read(`import { load as l } from './data'; l();`).calls[0]?.origin).toEqual({
      module: './data',
      name: 'load',
    });
  });
});

describe('arguments', () => {
  it('tells the kinds and values of literals', () => {
    const [call] = read(`f("a", -1, true, null, \`b\${c}d\`, /x/, [1], {}, ...d, a.b, g(), () => 1, 1 + 1);`).calls;
    expect(call?.arguments.map(({ kind, value }) => (value === undefined ? kind : [kind, value]))).toEqual([
      ['string', 'a'],
      ['number', -1],
      ['boolean', true],
      'null',
      ['template', 'b'],
      ['regex', '/x/'],
      'array',
      'object',
      'spread',
      ['name', 'a.b'],
      'call',
      'function',
      'other',
    ]);
  });

  it('links a call and a function to their facts', () => {
    const { calls, functions } = read('f(g(), () => 1);');
    const [first, second] = calls[0]?.arguments ?? [];
    expect(calls[first?.ref ?? -1]?.callee).toBe('g');
    expect(functions[second?.ref ?? -1]?.argumentOf).toBe(0);
  });
});

describe('what becomes of a value', () => {
  it.each([
    ['await f();', 'awaited'],
    ['async () => { await (f()); };', 'awaited'],
    ['async () => { await (ok ? f() : g()); };', 'awaited'],
    ['const h = () => f();', 'returned'],
    ['function h() { return f(); }', 'returned'],
    ['f();', 'dropped'],
    ['void f();', 'dropped'],
    ['const h = () => void f();', 'dropped'],
    ['ok && f();', 'dropped'],
    ['const x = f();', 'assigned'],
    ['x.y = f();', 'assigned'],
    ['const list = [f()];', 'assigned'],
    ['g(f());', 'argument'],
    ['g([f()]);', 'argument'],
    ['await Promise.all([f(), g()]);', 'collected'],
    ['await Promise.all([...(await f())]);', 'awaited'],
    ['Promise.race([f()]);', 'collected'],
    ['f().then(g);', 'chained'],
    ['f()();', 'chained'],
    ['if (f()) g();', 'other'],
  ])('reads %s as %s', (code, handling) => {
    expect(handlings(code, 'f')).toEqual([handling]);
  });
});

describe('functions', () => {
  it('takes the name of the variable', () => {
    expect(read('export const load = async () => 1;').functions[1]).toMatchObject({
      name: 'load',
      async: true,
      exported: true,
      expressionBody: true,
    });
  });

  it.each([
    ['const f = (a) => 1;', 'const f = async (a) => 1;'],
    ['const f = a => 1;', 'const f = async a => 1;'],
    ['export function f() {}', 'export async function f() {}'],
    ['export default function () {}', 'export default async function () {}'],
    ['class A { static f() {} }', 'class A { static async f() {} }'],
    ['const o = { *f() {} };', 'const o = { async *f() {} };'],
    ["it('x', function () {});", "it('x', async function () {});"],
  ])('knows where async goes in %s', (code, expected) => {
    const at = read(code).functions[1]?.asyncInsertAt ?? -1;
    expect(`${code.slice(0, at)}async ${code.slice(at)}`).toBe(expected);
  });

  it('knows where a parameter goes', () => {
    const code = 'function f( a) {}';
    expect(read(code).functions[1]?.parametersAt).toBe(code.indexOf('(') + 1);
    expect(read('const f = a => 1;').functions[1]?.parametersAt).toBeUndefined();
  });

  it('leaves the braces out of the body', () => {
    const { file, text } = reading('function f() { g(); }');
    expect(text(file.functions[1]?.body)).toBe(' g(); ');
  });

  it('counts methods of a named object literal as its members', () => {
    expect(read('const pages = { open() {} };').functions[1]).toMatchObject({ name: 'open', className: 'pages' });
  });

  it.each([
    'export { f }; function f() {}',
    'module.exports = { f }; function f() {}',
    'exports.f = () => 1;',
    'export default f; function f() {}',
  ])('sees the export in %s', (code) => {
    expect(
      read(code)
        .functions.filter(({ exported }) => exported)
        .map(({ name }) => name),
    ).toEqual(['f']);
  });
});
