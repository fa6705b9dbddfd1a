import type { RunResult } from '../../../src/runners/runner.ts';
import type { StateKey } from '../../../src/runners/state.ts';

/** `a.test.js::x: environment SHOP (not set) -> "on"`, in the order of the run; with `=` where it is as at the beginning again. */
export function left({ state }: RunResult): string[] {
  return (state?.changes ?? []).flatMap(({ by, changes }) =>
    changes.map(
      ({ kind, name, before, after, back }) => `${by}: ${kind} ${name} ${before} -> ${after}${back ? ' =' : ''}`,
    ),
  );
}

/** `environment SHOP`, and why not where it was not put back. */
export function putBack({ state }: RunResult): string[] {
  return (state?.restored ?? []).map(({ kind, name, done, reason }) => `${kind} ${name}${done ? '' : `: ${reason}`}`);
}

/** All that the test left behind. */
export function keysLeftBy(id: string, { state }: RunResult): StateKey[] {
  return (state?.changes ?? []).flatMap(({ by, changes }) =>
    by === id ? changes.map(({ kind, name }) => ({ kind, name })) : [],
  );
}

export const store = `
let hidden = 0;
const cache = new Map();
class Cart { static rate = 1; }
exports.bump = (by) => { hidden += by; };
exports.all = () => ({ hidden, cached: cache.size, rate: Cart.rate, env: process.env.SHOP, shop: globalThis.shop });
exports.cache = cache;
exports.Cart = Cart;`;

/** Tests that leave things behind, that tidy up, that have hooks around them, and one that minds. `head`: where `it` comes from. */
export function shop(head: string, { before, after }: { before: string; after: string }) {
  return {
    'src/store.js': store,
    'a.test.js': `${head}
const fs = require('fs'), os = require('os'), path = require('path'), http = require('http'), assert = require('assert');
const store = require('./src/store.js');
const file = path.join(os.tmpdir(), 'cart.json');
it('leaves', () => {
  store.bump(7);
  store.cache.set('a', { n: 1 });
  store.Cart.rate = 3;
  globalThis.shop = [1];
  process.env.SHOP = 'on';
  fs.writeFileSync(file, '[1]');
});
it('tidies', async () => {
  const { now } = Date, cwd = process.cwd(), listener = () => undefined;
  store.bump(1);
  store.cache.set('b', 2);
  globalThis.other = 1;
  Date.now = () => 0;
  process.chdir(os.tmpdir());
  process.on('exit', listener);
  fs.writeFileSync('other.json', '');
  const server = http.createServer((_request, response) => response.end('x'));
  await new Promise((resolve) => server.listen(0, resolve));
  await (await fetch('http://127.0.0.1:' + server.address().port)).text();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  fs.unlinkSync('other.json');
  process.removeListener('exit', listener);
  process.chdir(cwd);
  Date.now = now;
  delete globalThis.other;
  store.cache.delete('b');
  store.bump(-1);
});
describe('hooks', () => {
  ${before}(() => store.bump(1));
  describe('inner', () => {
    ${before}(() => store.cache.set('before', 1));
    it('first', () => undefined);
    it('second', () => undefined);
  });
  ${after}(() => store.cache.delete('before'));
});
it('victim', () => {
  const state = { ...store.all(), file: fs.existsSync(file) };
  assert.deepStrictEqual(state, { hidden: 0, cached: 0, rate: 1, env: undefined, shop: undefined, file: false });
});`,
  };
}

export const leaves = 'a.test.js::leaves';
export const victim = 'a.test.js::victim';
export const hooked = ['a.test.js::hooks > inner > first', 'a.test.js::hooks > inner > second'] as const;

export const leftByLeaves = [
  'module-variable src/store.js:hidden 0 -> 7',
  'module-variable src/store.js:cache Map(0) {} -> Map(1) {"a" => {n: 1}}',
  'class-attribute src/store.js:Cart.rate 1 -> 3',
  'global shop (not set) -> [1]',
  'environment SHOP (not set) -> "on"',
  'file $TMPDIR/cart.json (not set) -> "[1]"',
].map((change) => `${leaves}: ${change}`);

/** The hooks before a describe are its first test's, those after it its last test's. */
export const leftByHooks = [
  `${hooked[0]}: module-variable src/store.js:hidden 7 -> 8`,
  `${hooked[0]}: module-variable src/store.js:cache Map(1) {"a" => {n: 1}} -> Map(2) {"a" => {n: 1}, "before" => 1}`,
  `${hooked[1]}: module-variable src/store.js:cache Map(2) {"a" => {n: 1}, "before" => 1} -> Map(1) {"a" => {n: 1}}`,
];

/** Nothing of that name is there. */
export const nowhere: StateKey = { kind: 'environment', name: 'NOWHERE' };
