import { describe, expect, it } from 'vitest';
import type { Argument } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

function firstArgument(text: string): Argument | undefined {
  return read(text).calls[0]?.arguments[0];
}

describe('the shape of an expression', () => {
  it('names the members of an object, spreads and methods included', () => {
    const members = firstArgument('f({ a: 1, b, ...rest, [key]: 2, c() {} });')?.properties ?? [];
    expect(members.map(({ name, value }) => [name, value.kind])).toEqual([
      ['a', 'number'],
      ['b', 'name'],
      ['...', 'name'],
      ['', 'number'],
      ['c', 'function'],
    ]);
  });

  it('lists the elements of an array', () => {
    expect(firstArgument("f([1, 'x', [2]]);")?.elements?.map(({ kind }) => kind)).toEqual([
      'number',
      'string',
      'array',
    ]);
  });

  it('says what an operator joins', () => {
    const { operator, operands = [] } = firstArgument('f(0.1 + price);') ?? {};
    expect(operator).toBe('+');
    expect(operands.map(({ value }) => value)).toEqual([0.1, 'price']);
    expect(firstArgument('f(typeof x);')?.operator).toBe('typeof');
    expect(firstArgument('f(a ? b : c);')?.operands).toHaveLength(3);
  });

  it('looks through await, and says so', () => {
    const argument = firstArgument('f(await load());');
    expect([argument?.kind, argument?.awaited]).toEqual(['call', true]);
  });

  it('tells templates with values from plain ones', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    expect(firstArgument('f(`a${b}`);')?.interpolated).toBe(true);
    expect(firstArgument('f(`a`);')?.interpolated).toBeUndefined();
  });

  it('ends where nothing needs to know more', () => {
    const nested = `f(${'['.repeat(50)}${']'.repeat(50)});`;
    expect(JSON.stringify(firstArgument(nested)).split('elements')).toHaveLength(5);
  });

  it('gives a variable the shape it starts with', () => {
    expect(read("const made = 'x';").variables[0]?.initial).toMatchObject({ kind: 'string', value: 'x' });
  });
});

describe('writes to members', () => {
  const writes = (text: string) =>
    read(text).memberWrites.map(({ target, root, operator, value }) => [target, root, operator, value?.kind]);

  it('knows whose member it is', () => {
    expect(writes('globalThis.fetch = vi.fn();')).toEqual([['globalThis.fetch', 'global', '=', 'call']]);
    expect(writes("import { api } from './api';\napi.load = () => 1;")).toEqual([
      ['api.load', 'import', '=', 'function'],
    ]);
    expect(writes('const o = {};\no.n += 1;')).toEqual([['o.n', 'variable', '+=', 'number']]);
    expect(writes('function f(p) { p.x = null; }')).toEqual([['p.x', 'parameter', '=', 'null']]);
    expect(writes('class A { m() { this.x = 1; } }')).toEqual([['this.x', 'this', '=', 'number']]);
  });

  it('sees deletion and definition', () => {
    expect(writes('delete window.matchMedia;')).toEqual([['window.matchMedia', 'global', 'delete', undefined]]);
    expect(writes("Object.defineProperty(window, 'innerWidth', { value: 1 });")).toEqual([
      ['window.innerWidth', 'global', 'define', 'object'],
    ]);
    expect(writes('Object.assign(globalThis, { x: 1 });')).toEqual([['globalThis.?', 'global', 'assign', 'object']]);
  });

  it('is silent on plain variables', () => {
    expect(writes('let a;\na = 1;')).toEqual([]);
  });
});

describe('exits and idle statements', () => {
  it('lists what returns and what throws', () => {
    const exits = read('function f(a) { if (a) return 1; throw new Error(); }').exits;
    expect(exits.map(({ kind, value }) => [kind, value?.kind])).toEqual([
      ['return', 'number'],
      ['throw', 'call'],
    ]);
  });

  it('finds statements that do nothing', () => {
    const idle = read('expect(x).toBe;\na === b;\nready && start();\nf();\nx = 1;\nn++;').idle;
    expect(idle.map(({ path, value }) => path ?? value.operator)).toEqual(['expect().toBe', '===']);
  });
});
