import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { LeftState } from '../../src/fixes/index.ts';
import { projectRoot } from '../support/runners.ts';
import { drivenProject, summary } from '../support/vitest-generations.ts';
import { fixesOf } from './state-reset-support.ts';

const modules = {
  'vitest.config.js': 'export default { test: { isolate: false } };\n',
  'src/store.js': `export const cache = new Map();
export const prices = new Map([['mug', 9]]);
export const tags = new Set(['a']);
export const names = ['ann'];
export const empty = [];
export const settings = { wrap: false, nested: { level: 1 } };
export const flat = { wrap: false };

let locale = 'en';
let calls = 0;
export const setLocale = (value) => {
  if (value === '') throw new Error('No locale');
  locale = value;
  calls += 1;
};
export const getLocale = () => locale;

let count = 0;
export function increment() {
  count += 1;
}
export const counted = () => count;
export function resetCount() {
  count = 0;
}

export class Cart {
  static rate = 5;
  static items = [];
  total() {
    return 7;
  }
}

export const client = { get: () => 'real', post: () => 'real' };
`,
  'src/dep.js': "export const answer = () => 'real';\n",
  'src/uses-dep.js': "import { answer } from './dep.js';\nexport const ask = () => answer();\n",
};

interface Case {
  /** The polluter's file. */
  readonly code: string;
  /** What must hold before it, and after it once it is mended. */
  readonly holds: string;
  readonly state: readonly LeftState[];
}

const left = (kind: LeftState['kind'], name: string, before: string, after: string, file?: string): LeftState => ({
  kind,
  name,
  before,
  after,
  ...(file === undefined ? {} : { file }),
});
const inStore = (kind: LeftState['kind'], path: string, before: string, after: string) =>
  left(kind, `src/store.js:${path}`, before, after, 'src/store.js');
const pollutes = (imports: string, ...lines: readonly string[]) =>
  `import { expect, it } from 'vitest';\n${imports}\nit('pollutes', () => {\n${lines.map((line) => `  ${line}\n`).join('')}});\n`;
const fromStore = (...names: readonly string[]) => `import { ${names.join(', ')} } from './src/store.js';\n`;

/** By name; the polluter is `<name>.test.js::pollutes`. */
const cases: Readonly<Record<string, Case>> = {
  file: {
    code: pollutes(
      "import fs from 'node:fs';\nimport path from 'node:path';\n",
      "const name = ['note', 'txt'].join('.');",
      "fs.writeFileSync(path.resolve(name), 'x');",
      'expect(fs.existsSync(name)).toBe(true);',
    ),
    holds: "fs.existsSync('note.txt') === false",
    state: [left('file', 'note.txt', '(not set)', '"x"', 'note.txt')],
  },
  map: {
    code: pollutes(fromStore('cache'), "cache.set('a', 1);", 'expect(cache.size).toBe(1);'),
    holds: 'store.cache.size === 0',
    state: [inStore('module-variable', 'cache', 'Map(0) {}', 'Map(1) {"a" => 1}')],
  },
  filled: {
    code: pollutes(fromStore('prices'), "prices.set('mug', 1);", "expect(prices.get('mug')).toBe(1);"),
    holds: "store.prices.get('mug') === 9",
    state: [inStore('module-variable', 'prices', 'Map(1) {"mug" => 9}', 'Map(1) {"mug" => 1}')],
  },
  set: {
    code: pollutes(
      "import * as store from './src/store.js';\n",
      "store.tags.add('b');",
      'expect(store.tags.size).toBe(2);',
    ),
    holds: 'store.tags.size === 1',
    state: [inStore('module-variable', 'tags', 'Set(1) {"a"}', 'Set(2) {"a", "b"}')],
  },
  array: {
    code: pollutes(fromStore('names'), "names.push('bob');", 'expect(names).toHaveLength(2);'),
    holds: "store.names.join() === 'ann'",
    state: [inStore('module-variable', 'names', '["ann"]', '["ann", "bob"]')],
  },
  emptied: {
    code: pollutes(fromStore('empty as none'), 'none.push(1);', 'expect(none).toHaveLength(1);'),
    holds: 'store.empty.length === 0',
    state: [inStore('module-variable', 'empty', '[]', '[1]')],
  },
  nested: {
    code: pollutes(fromStore('settings'), 'settings.nested.level = 5;', 'expect(settings.nested.level).toBe(5);'),
    holds: 'store.settings.nested.level === 1',
    state: [
      inStore('module-variable', 'settings', '{wrap: false, nested: {level: 1}}', '{wrap: false, nested: {level: 5}}'),
    ],
  },
  flat: {
    code: pollutes(fromStore('flat'), 'flat.wrap = true;', 'flat.more = 1;', 'expect(flat.more).toBe(1);'),
    holds: 'JSON.stringify(store.flat) === \'{"wrap":false}\'',
    state: [inStore('module-variable', 'flat', '{wrap: false}', '{wrap: true, more: 1}')],
  },
  setter: {
    code: pollutes(fromStore('setLocale', 'getLocale'), "setLocale('de');", "expect(getLocale()).toBe('de');"),
    holds: "store.getLocale() === 'en'",
    state: [inStore('module-variable', 'locale', '"en"', '"de"')],
  },
  resetter: {
    code: pollutes(fromStore('increment', 'counted'), 'increment();', 'expect(counted()).toBe(1);'),
    holds: 'store.counted() === 0',
    state: [inStore('module-variable', 'count', '0', '1')],
  },
  static: {
    code: pollutes(fromStore('Cart'), 'Cart.rate = 9;', 'expect(Cart.rate).toBe(9);'),
    holds: 'store.Cart.rate === 5',
    state: [inStore('class-attribute', 'Cart.rate', '5', '9')],
  },
  items: {
    code: pollutes(fromStore('Cart'), 'Cart.items.push(1);', 'expect(Cart.items).toHaveLength(1);'),
    holds: 'store.Cart.items.length === 0',
    state: [inStore('class-attribute', 'Cart.items', '[]', '[1]')],
  },
  method: {
    code: pollutes(fromStore('Cart'), 'Cart.prototype.total = () => 1;', 'expect(new Cart().total()).toBe(1);'),
    holds: 'new store.Cart().total() === 7',
    state: [inStore('class-attribute', 'Cart.prototype.total', 'function total', 'function')],
  },
  assigned: {
    code: pollutes(fromStore('client'), "client.get = () => 'fake';", "expect(client.get()).toBe('fake');"),
    holds: "store.client.get() === 'real'",
    state: [inStore('spy', 'client.get', 'function get', 'mock function (1 call)')],
  },
  spied: {
    // vitest restores spies when a file is over: the victim stands in the same one.
    code: `import { expect, it, vi } from 'vitest';
import { client } from './src/store.js';

it('pollutes', () => {
  vi.spyOn(client, 'post').mockReturnValue('fake');
  expect(client.post()).toBe('fake');
});

it('holds', () => {
  expect(client.post()).toBe('real');
});
`,
    holds: 'true',
    state: [inStore('spy', 'client.post', 'function post', 'mock function (1 call, own implementation)')],
  },
  dice: {
    code: pollutes('', 'Math.random = () => 0.5;', 'expect(Math.random()).toBe(0.5);'),
    holds: 'Math.random() !== 0.5',
    state: [left('builtin', 'Math.random', 'function random', 'function')],
  },
  core: {
    code: pollutes(
      "import fs from 'node:fs';\n",
      'fs.existsSync = () => true;',
      "expect(fs.existsSync('no')).toBe(true);",
    ),
    holds: "fs.existsSync('no') === false",
    state: [left('builtin', 'fs.existsSync', 'function existsSync', 'function')],
  },
  global: {
    code: pollutes('', 'Object.assign(globalThis, { leaked: 1 });', 'expect(globalThis.leaked).toBe(1);'),
    holds: "!('leaked' in globalThis)",
    state: [left('global', 'leaked', '(not set)', '1')],
  },
  prototype: {
    code: pollutes('', 'Array.prototype.last = () => 1;', 'expect([].last()).toBe(1);'),
    holds: "!('last' in Array.prototype)",
    state: [left('builtin', 'Array.prototype.last', '(not set)', 'function')],
  },
  environment: {
    code: pollutes('', "Object.assign(process.env, { LEAK: '1' });", "expect(process.env.LEAK).toBe('1');"),
    holds: '!process.env.LEAK',
    state: [left('environment', 'LEAK', '(not set)', '"1"')],
  },
  stubbed: {
    code: pollutes('', "process.env.DRIP = '1';", "expect(process.env.DRIP).toBe('1');"),
    holds: '!process.env.DRIP',
    state: [left('environment', 'DRIP', '(not set)', '"1"')],
  },
  directory: {
    code: pollutes('', "process.chdir('src');", 'expect(process.cwd()).toMatch(/src$/);'),
    holds: "!process.cwd().endsWith('src')",
    state: [left('working-directory', 'cwd', '"."', '"src"')],
  },
  timers: {
    code: pollutes("import { vi } from 'vitest';\n", 'vi.useFakeTimers();', 'expect(vi.isFakeTimers()).toBe(true);'),
    holds: '!vi.isFakeTimers()',
    state: [left('fake-timers', 'timers', 'real timers', 'fake timers')],
  },
  listener: {
    code: pollutes(
      '',
      'function leaky() {}',
      "process.on('warning', leaky);",
      "expect(process.listeners('warning')).toContain(leaky);",
    ),
    holds: "!process.listeners('warning').some((each) => each.name === 'leaky')",
    state: [left('listener', "process 'warning'", '1 listener', '2 listeners')],
  },
  own: {
    code: `import { expect, it } from 'vitest';

let seen = new Map([['start', 1]]);

it('pollutes', () => {
  seen.set('a', 1);
  expect(seen.size).toBe(2);
});

it('holds', () => {
  expect(seen.size).toBe(1);
});
`,
    holds: 'true',
    state: [left('module-variable', 'own.test.js:seen', 'Map(1) {"start" => 1}', 'Map(2) {"start" => 1, "a" => 1}')],
  },
  constant: {
    code: `import { expect, it } from 'vitest';

const prices = Object.freeze({ list: [1, 2] }).list;

it('pollutes', () => {
  prices.push(3);
  expect(prices).toHaveLength(3);
});

it('holds', () => {
  expect(prices).toHaveLength(2);
});
`,
    holds: 'true',
    state: [left('module-variable', 'constant.test.js:prices', '[1, 2]', '[1, 2, 3]')],
  },
  calls: {
    code: `import { expect, it, vi } from 'vitest';

const send = vi.fn();

it('pollutes', () => {
  send();
  expect(send).toHaveBeenCalled();
});

it('holds', () => {
  expect(send).not.toHaveBeenCalled();
});
`,
    holds: 'true',
    state: [left('spy', 'calls.test.js:send', 'mock function (0 calls)', 'mock function (1 call)')],
  },
  behaviour: {
    code: `import { expect, it, vi } from 'vitest';

const send = vi.fn();

it('pollutes', () => {
  send.mockReturnValue(1);
  expect(send()).toBe(1);
});

it('holds', () => {
  expect(send()).toBe(undefined);
});
`,
    holds: 'true',
    state: [
      left('spy', 'behaviour.test.js:send', 'mock function (0 calls)', 'mock function (1 call, own implementation)'),
    ],
  },
  once: {
    code: `import { beforeAll, expect, it } from 'vitest';

beforeAll(() => {
  Object.assign(process.env, { ONCE: '1' });
});

it('pollutes', () => {
  expect(process.env).toHaveProperty(['ON' + 'CE'], '1');
});
`,
    holds: '!process.env.ONCE',
    state: [left('environment', 'ONCE', '(not set)', '"1"')],
  },
  mocked: {
    code: `import { expect, it, vi } from 'vitest';

it('pollutes', async () => {
  vi.doMock('./src/dep.js', () => ({ answer: () => 'fake' }));
  const { ask } = await import('./src/uses-dep.js');
  expect(ask()).toBe('fake');
});
`,
    holds: "(await import('./src/uses-dep.js')).ask() === 'real'",
    state: [left('mocked-module', 'src/dep.js', '(not set)', 'mocked', 'src/dep.js')],
  },
  several: {
    code: pollutes(
      fromStore('getLocale', 'setLocale', 'Cart'),
      "setLocale('fr');",
      'Cart.rate = 2;',
      "Object.assign(process.env, { BOTH: '1' });",
      "expect(getLocale()).toBe('fr');",
    ),
    holds: "store.getLocale() === 'en' && store.Cart.rate === 5 && !process.env.BOTH",
    state: [
      inStore('module-variable', 'locale', '"en"', '"fr"'),
      inStore('class-attribute', 'Cart.rate', '5', '2'),
      left('environment', 'BOTH', '(not set)', '"1"'),
    ],
  },
};

/** A file for each victim: vitest runs files one after the other. */
const victimOf = (holds: string) => `import fs from 'node:fs';
import { expect, it, vi } from 'vitest';
import * as store from './src/store.js';

it('holds', async () => {
  expect(${holds}).toBe(true);
  expect([fs, vi, store]).toHaveLength(3);
});
`;

it('puts back every kind of state that an edit can put back: the victims of vitest fail before and pass after', async () => {
  const files: Record<string, string> = { ...modules };
  for (const [name, { code, holds }] of Object.entries(cases)) {
    files[`${name}.test.js`] = code;
    files[`${name}-victim.test.js`] = victimOf(holds);
  }
  const project = drivenProject({ name: 'vitest 4.1', packages: projectRoot, version: '4.1.' }, files);
  const order = Object.entries(cases).flatMap(([name, { code }]) => [
    `${name}.test.js::pollutes`,
    `${code.includes("it('holds'") ? name : `${name}-victim`}.test.js::holds`,
  ]);
  const outcome = (victim: string) => order.map((id) => `${id} ${id.endsWith('::holds') ? victim : 'passed'}`);
  expect(summary(await project.run(order))).toEqual(outcome('failed'));
  // What is on disk outlives the run.
  rmSync(path.join(project.folder, 'note.txt'));

  const fixes = await fixesOf(project.folder);
  for (const [name, { state }] of Object.entries(cases)) {
    const { plan, advice } = await fixes.planStateReset({ test: `${name}.test.js::pollutes`, runner: 'vitest', state });
    expect(advice).toEqual([]);
    await fixes.apply(plan.plan_id);
  }
  expect(summary(await project.run(order))).toEqual(outcome('passed'));
}, 120_000);
