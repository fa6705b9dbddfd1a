import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../drivers/state/instrument.cjs';

type Access = readonly [read: () => unknown, set?: (value: unknown) => void];

const script = (code: string) => instrument(code, { file: 'src/store.js', module: false });
const esModule = (code: string) => instrument(code, { file: 'src/store.js', module: true });

/** Runs a CommonJS module in a global object of its own, as it is or instrumented and watched. */
function run(code: string) {
  const registered = new Map<string, Access>();
  const context = vm.createContext({ [Symbol.for('testing-patterns.state')]: undefined });
  const key = vm.runInContext('Symbol.for("testing-patterns.state")', context);
  context[key] = {
    register: (_file: string, entries: Record<string, Access>) => {
      for (const [name, access] of Object.entries(entries)) registered.set(name, access);
    },
  };
  const module = { exports: {} as Record<string, unknown> };
  const required = (name: string) => ({ from: name, Cart: class {} });
  vm.runInContext(`(function (module, exports, require) {${code}\n})`, context)(module, module.exports, required);
  return { registered, module };
}

/** What is registered, `name=` where it can be set. */
function namesOf(code: string): string[] {
  const list = /\?\.register\("src\/store\.js", \{(.*)\}\);/.exec(code)?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)": \[[^\]]*?(?:, (\(\w\) =>)[^\]]*)?\]/g)].map(([, name, set]) =>
    set ? `${name}=` : `${name}`,
  );
}

describe('What is watched of a module', () => {
  it('are its variables and classes, exported or not, those of patterns too', () => {
    const code = `import fs, { join } from 'node:fs';
let hidden = 0;
export const cache = new Map(), { a, b: [c = 1, , ...d], ...rest } = cache;
export class Cart { static rate = 1; }
var old;
export default class Named {}
let v = 1;`;
    expect(namesOf(esModule(code))).toEqual(['hidden=', 'cache', 'a', 'c', 'd', 'rest', 'Cart', 'old=', 'Named', 'v=']);
  });

  it('are neither functions, nor what comes from other modules, nor what a tool put there', () => {
    const code = `const fs = require('node:fs'), { join } = require('node:path'), Cart = require('./cart').Cart;
var _store = _interopRequireDefault(require('./store')), tslib = tslib_1.__importStar(require('x')), y = (0, z._interop)(require('y'));
function add() {}
const sub = () => 1, mul = function () {};
let _jestGlobals, __vi_import_0__, __vite_ssr_x;
const own = require('debug')('shop');`;
    expect(namesOf(script(code))).toEqual(['own']);
    expect(esModule(`const x = await import('./x.js'); const { y } = (await import('./y.js')).default;`)).not.toContain(
      'register',
    );
  });

  it('are the properties of exports that no variable stands for', () => {
    const compiled = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.fetch = exports.limit = exports.get = void 0;
exports.limit = 3;
let counter = exports.counter = 0;
const list = [];
exports.list = list;
exports.other = list;
const get = () => exports.limit;
exports.get = get;
exports.add = add;
exports.sub = require('./sub').sub;
function add() { exports.counter = counter = counter + 1; }`;
    expect(namesOf(script(compiled))).toEqual(['counter=', 'list', 'fetch=', 'limit=', 'get=', 'add=']);
    expect(
      namesOf(
        script(
          'function add() {} let n = 0; module.exports = { add, n, all: [], x: require("x"), get now() { return 1; } };',
        ),
      ),
    ).toEqual(['n=', 'add=', 'all=']);
    expect(namesOf(script('class Cart {} module.exports = new Cart();'))).toEqual(['Cart', 'module.exports']);
    expect(namesOf(script('let n = 0; module.exports = function main() { return n; };'))).toEqual(['n=']);
  });

  it('is a default export without a name', () => {
    expect(esModule('export default new Map()\n// end')).toBe(
      'const $default=new Map();export { $default as default };globalThis[Symbol.for("testing-patterns.state")]?.register("src/store.js", {"default": [() => $default]});\n// end',
    );
    expect(namesOf(esModule("import { store } from './store.js';\nexport default store;"))).toEqual([]);
    expect(namesOf(esModule('export default () => {};'))).toEqual([]);
  });
});

describe('Reading and setting', () => {
  it('goes to the variable, and to the property that importers read', () => {
    const { registered, module } = run(
      script(
        'let counter = exports.counter = 1; const cache = [1]; let v = 5; exports.limit = 2; exports.bump = () => { exports.counter = counter += v; };',
      ),
    );
    const [read, set] = registered.get('counter') ?? [];
    Object(module.exports).bump();
    expect([read?.(), module.exports.counter]).toEqual([6, 6]);
    set?.(1);
    expect([read?.(), module.exports.counter]).toEqual([1, 1]);
    registered.get('v')?.[1]?.(7);
    Object(module.exports).bump();
    expect([read?.(), registered.get('v')?.[0]()]).toEqual([8, 7]);
    registered.get('limit')?.[1]?.(9);
    expect(module.exports.limit).toBe(9);
    expect(registered.get('cache')?.length).toBe(1);
  });
});

describe('The code itself', () => {
  it.each([
    ['a comment at the end', 'let a = 1 // last'],
    ['a source map', 'let a = 1;\n//# sourceMappingURL=store.js.map\n'],
    ['a first line for the shell, and strictness', '#!/usr/bin/env node\n"use strict"\nlet a = 1\n'],
    ['one name twice', 'var a = 1; var a = 2;'],
    ['an early return', 'let a = 1; if (a) return;\na = 2'],
  ])('keeps its lines and its end with %s', (_what, code) => {
    const changed = script(code);
    expect(changed.split('\n').length).toBe(code.split('\n').length);
    expect(changed.replace(/;globalThis\[.*\}\);/, '')).toBe(code);
    expect(namesOf(changed)).toEqual(['a=']);
  });

  it.each([
    ['that is no JavaScript', 'let a: number = 1;'],
    ['that has a Symbol of its own', 'let a = 1; const { Symbol } = a;'],
    ['that has a globalThis of its own', 'function globalThis() {} let a = 1;'],
    ['without variables', 'console.log(1);'],
    ['without anything', ' // nothing'],
  ])('stays as it is: code %s', (_what, code) => {
    expect(instrument(code, { file: 'a.js' })).toBe(code);
  });

  it('is read as what it is when nobody says so', () => {
    expect(namesOf(instrument('return; let a;', { file: 'src/store.js' }))).toEqual(['a=']);
    expect(namesOf(instrument('export let a = await 1;', { file: 'src/store.js' }))).toEqual(['a=']);
  });

  it('does the same as before, watched or not', () => {
    const name = fc.constantFrom('a', 'b', 'v', 'w', '$c', 'été');
    const form = fc.constantFrom(
      (n: string) => `var ${n} = ['${n}'];`,
      (n: string) => `var { ${n} = 3, ...rest } = { x: 1 }`,
      (n: string) => `var ${n} = exports.${n} = 4;`,
      (n: string) => `exports.${n} = '${n}'`,
      (n: string) => `exports.f = () => [typeof ${n}, exports.${n}];`,
      (n: string) => `function ${n}f() { return 1 }`,
      (n: string) => `exports.${n} = exports.x = ${n}f; function ${n}f() {}`,
      (n: string) => `if (exports.${n}) exports.y = ${n}f\nfunction ${n}f() {}`,
      (n: string) => `module.exports = { ...module.exports, ${n}: 1 }`,
      (n: string) => `/* ${n} */ // ${n}`,
    );
    const seen = (code: string) => {
      const { module } = run(code);
      const called = typeof module.exports.f === 'function' ? module.exports.f() : undefined;
      return JSON.stringify([
        module.exports,
        called,
        Object.keys(module.exports).map((key) => String(module.exports[key])),
      ]);
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(form, name), { maxLength: 8 }), (parts) => {
        const code = parts.map(([make, n]) => make(n)).join('\n');
        const changed = script(code);
        expect(seen(changed)).toBe(seen(code));
        expect(changed.split('\n').length).toBe(code.split('\n').length);
        const settable = [...run(changed).registered.values()].filter(([, set]) => set);
        for (const [, set] of settable) set?.('new');
        expect(settable.map(([read]) => read())).toEqual(settable.map(() => 'new'));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
