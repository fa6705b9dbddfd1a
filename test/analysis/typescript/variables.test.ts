import { describe, expect, it } from 'vitest';
import { read, reading } from './reading.ts';

const accesses = (code: string, name = 'x') =>
  read(code)
    .variables.filter((variable) => variable.name === name)
    .map((variable) => variable.accesses.map(({ kind, via }) => (via ? `${kind} ${via}` : kind)));

describe('variables', () => {
  it('tells the level from the function that declares it', () => {
    const file = read(`let a; describe('s', () => { let b; it('t', () => { let c; }); });`);
    expect(file.variables.map(({ name, level }) => [name, level])).toEqual([
      ['a', 'module'],
      ['b', 'suite'],
      ['c', 'function'],
    ]);
  });

  it('lifts var to its function', () => {
    expect(accesses('function f() { if (a) { var x = 1; } return x; }')).toEqual([['read']]);
  });

  it('knows the attributes of a class', () => {
    const file = read('class Page { static count = 0; items = []; add() { this.items.push(1); Page.count++; } }');
    expect(
      file.variables.map(({ name, level, className, accesses: uses }) => [
        name,
        level,
        className,
        uses.map(({ kind }) => kind),
      ]),
    ).toEqual([
      ['count', 'class', 'Page', ['update']],
      ['items', 'class', 'Page', ['mutate']],
    ]);
  });

  it.each([
    ['[]', 'array'],
    ['[] as string[]', 'array'],
    ['{}', 'object'],
    ['new Map()', 'map'],
    ['new Set()', 'set'],
    ['new Store()', 'instance'],
    ['1', 'primitive'],
    ['() => 1', 'function'],
    ['vi.fn()', 'mock'],
    ['vi.fn().mockReturnValue(1)', 'mock'],
    ['vi.spyOn(a, "b")', 'mock'],
    ['sinon.stub()', 'mock'],
    ['load()', 'call'],
    ['null', 'none'],
    ['undefined', 'none'],
    ['other', 'other'],
  ])('knows that %s is of kind %s', (initializer, value) => {
    expect(read(`const x = ${initializer};`).variables[0]?.value).toBe(value);
  });

  it('knows a jest mock under an alias', () => {
    expect(read(`import { jest as j } from '@jest/globals'; const x = j.fn();`).variables[0]?.value).toBe('mock');
  });

  it('takes every name of a pattern', () => {
    expect(read('const { a, b: { c }, ...d } = e; const [f] = g;').variables.map(({ name }) => name)).toEqual([
      'a',
      'c',
      'd',
      'f',
    ]);
  });

  it('leaves out what a require binds', () => {
    expect(read(`const { a } = require('./a');`).variables).toEqual([]);
  });
});

describe('accesses', () => {
  it.each([
    ['f(x);', 'read'],
    ['x = 1;', 'assign'],
    ['x += 1;', 'update'],
    ['x++;', 'update'],
    ['--x;', 'update'],
    ['x ??= 1;', 'assign'],
    ['[x] = a;', 'assign'],
    ['({ x } = a);', 'assign'],
    ['({ y: x } = a);', 'assign'],
    ['for (x of a) f();', 'assign'],
    ['x.y = 1;', 'mutate .y='],
    ['x.y.z = 1;', 'mutate .z='],
    ['x[0] = 1;', 'mutate []='],
    ['x.y++;', 'mutate .y='],
    ['delete x.y;', 'mutate delete'],
    ['x.push(1);', 'mutate push'],
    ['x.list.push(1);', 'mutate push'],
    ['x.set(1, 2);', 'mutate set'],
    ['x!.sort();', 'mutate sort'],
    ['Object.assign(x, y);', 'mutate Object.assign'],
    ['x.y();', 'read'],
    ['f({ x });', 'read'],
    ['f(x.y);', 'read'],
  ])('reads %s as %s', (code, expected) => {
    expect(accesses(`let x; ${code}`)).toEqual([[expected]]);
  });

  it('does not take a mock for a collection', () => {
    expect(accesses('const x = vi.fn(); x.add(1);')).toEqual([['read']]);
  });

  it.each([
    ['a parameter', 'let x; function f(x) { x = 1; }'],
    ['an inner variable', 'let x; { let x; x = 1; }'],
    ['a variable declared further down', 'let x; function f() { g(() => { x = 1; }); let x; }'],
    ['a caught error', 'let x; try {} catch (x) { x = 1; }'],
    ['a property', `let x; a.x = 1; ({ x: 1 }); f\`\${a.x}\`;`],
    ['a type', 'let x; let y: typeof x; type T = typeof x;'],
    ['a JSX attribute', 'let x; const e = <a x="1" />;'],
  ])('does not mix up a variable with %s', (_what, code) => {
    const { variables } = read(code, 'vitest', 'a.test.tsx');
    expect(variables.find(({ name }) => name === 'x')?.accesses).toEqual([]);
  });

  it('sees uses in functions that stand above the declaration', () => {
    expect(accesses('function f() { x = 1; } let x;')).toEqual([['assign']]);
  });

  it('says in which function and where an access stands', () => {
    const { file, text } = reading(`let x; it('t', () => { x = 1; });`);
    const [access] = file.variables[0]?.accesses ?? [];
    expect([access?.function, text(access?.span)]).toEqual([file.tests[0]?.function, 'x']);
  });
});
