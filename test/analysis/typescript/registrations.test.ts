import { describe, expect, it } from 'vitest';
import { read, reading } from './reading.ts';

describe('tests', () => {
  it.each([
    ['a plain test', `it('adds', () => {});`, 'vitest'],
    ['an aliased import', `import { it as check } from 'vitest'; check('adds', () => {});`, 'vitest'],
    ['a namespace', `import * as v from 'vitest'; v.test('adds', () => {});`, 'vitest'],
    ['a body behind options', `it('adds', { retry: 2 }, () => {});`, 'vitest'],
    ['a body before a timeout', `it('adds', () => {}, 5000);`, 'jest'],
    ['modifiers in a chain', `it.skip.each([1])('adds', () => {});`, 'vitest'],
    ['a table in a template', `it.each\`a\n\${1}\`("adds", () => {});`, 'jest'],
    ['an extended test', `const check = test.extend({}); check('adds', () => {});`, 'vitest'],
    ['a test of a local module', `import { test } from './fixtures'; test('adds', () => {});`, 'playwright'],
    [
      'a local module under a test name',
      `import { loggedIn as test } from './fixtures'; test('adds', () => {});`,
      'playwright',
    ],
    ['a condition between runners', `const maybe = ok ? it : it.skip; maybe('adds', () => {});`, 'jest'],
    ['a mocha callback', `specify('adds', function () {});`, 'mocha'],
    ['the default export of node:test', `import test from 'node:test'; test('adds', () => {});`, 'unknown'],
    ['a body in a wrapper', `it('adds', fakeAsync(() => {}));`, 'jest'],
    ['a body given by name', `it('adds', body); function body() {}`, 'vitest'],
    ['an imported body', `import { body } from './b'; it('adds', body);`, 'vitest'],
  ] as const)('sees %s', (_what, code, framework) => {
    expect(read(code, framework).tests.map(({ title }) => title)).toEqual(['adds']);
  });

  it.each([
    [`test.step('adds', () => {});`, 'playwright'],
    [`it.todo('adds');`, 'vitest'],
    [`test.skip(isWindows, 'not there');`, 'playwright'],
    [`test.use({ locale: 'de' });`, 'playwright'],
    [`/x/.test('adds', () => {});`, 'vitest'],
    [`function run(test) { test('adds', () => {}); }`, 'vitest'],
    [`const it = (name, f) => f(); it('adds', () => {});`, 'vitest'],
    [`const limit = 5; it('adds', limit);`, 'vitest'],
  ] as const)('takes %s for no test', (code, framework) => {
    expect(read(code, framework).tests).toEqual([]);
  });

  it('joins the titles of suites', () => {
    expect(read(`describe('a', () => { describe(B, () => { it('c', () => {}); }); });`).tests[0]?.fullTitle).toBe(
      'a > B > c',
    );
  });

  it('keeps the source of a computed title', () => {
    expect(read(`it(\`adds \${n}\`, () => {});`).tests[0]).toMatchObject({ title: `adds \${n}`, staticTitle: false });
  });

  it('sees subtests through the context of node:test', () => {
    const file = read(`import test from 'node:test'; test('a', async (t) => { await t.test('b', () => {}); });`);
    expect(file.tests.map(({ title }) => title)).toEqual(['a', 'b']);
  });

  it('takes a test without a title in node:test only', () => {
    expect(read(`import { test } from 'node:test'; test(() => {});`).tests).toHaveLength(1);
    expect(read(`test(() => {});`, 'jest').tests).toEqual([]);
  });

  it('names the fixtures of a destructured context', () => {
    expect(read(`test('x', async ({ page, request: api }) => {});`, 'playwright').tests[0]?.fixtures).toEqual([
      'page',
      'request',
    ]);
  });

  it('takes the row of a table for no fixture', () => {
    expect(read(`it.each([{ a: 1 }])('x', ({ a }) => {});`).tests[0]).toMatchObject({
      fixtures: [],
      parametrized: true,
    });
    expect(read(`it.for([1])('x', (n, { db }) => {});`).tests[0]).toMatchObject({
      fixtures: ['db'],
      parametrized: true,
    });
  });

  it.each([
    `for (const n of list) it('x', () => {});`,
    `if (ok) it('x', () => {});`,
    `list.forEach((n) => { it('x', () => {}); });`,
  ])('marks a test in %s as conditional', (code) => {
    expect(read(code).tests[0]?.registeredConditionally).toBe(true);
  });

  it('marks no test in a plain suite as conditional', () => {
    expect(read(`describe('a', () => { it('x', () => {}); });`).tests[0]?.registeredConditionally).toBe(false);
  });

  it('gives a function handed over once the role of a test', () => {
    const file = read(`it('x', body); function body() {}`);
    expect(file.functions[file.tests[0]?.function ?? 0]).toMatchObject({ name: 'body', role: 'test' });
  });

  it('leaves a function that two tests share a plain function', () => {
    const file = read(`it('x', body); it('y', body); function body() {}`);
    expect(file.functions[file.tests[0]?.function ?? 0]).toMatchObject({ name: 'body', role: 'function' });
  });

  it('lets an imported body be called by the test', () => {
    const file = read(`import { body } from './b'; it('x', body);`);
    const inTest = file.calls.filter((call) => call.function === file.tests[0]?.function);
    expect(inTest.map(({ callee, origin }) => [callee, origin?.module])).toEqual([['body', './b']]);
  });
});

describe('modifiers', () => {
  const removed = (code: string, framework: 'vitest' | 'jest' | 'playwright' | 'node:test' = 'vitest'): string[] => {
    const { file, text } = reading(code, framework);
    return [...file.tests, ...file.suites].flatMap(({ modifiers }) =>
      modifiers.map(({ name, span }) => `${name}: ${text(span)}`),
    );
  };

  it.each([
    [`it.only('x', () => {});`, ['only: .only']],
    [`fit('x', () => {});`, ['only: f']],
    [`xdescribe('x', () => {});`, ['skip: x']],
    [`it.skip.each([1])('x', () => {});`, ['skip: .skip', 'each: .each([1])']],
    [`it.skipIf(win)('x', () => {});`, ['skipIf: .skipIf(win)']],
    [`describe.concurrent.only('x', () => {});`, ['concurrent: .concurrent', 'only: .only']],
    [`it('x', { only: true, timeout: 5 }, () => {});`, ['only: only: true, ']],
    [`it('x', { timeout: 5, skip: true }, () => {});`, ['skip: , skip: true']],
  ])('spans what to remove in %s', (code, expected) => {
    expect(removed(code)).toEqual(expected);
  });

  it('reads the modifiers of playwright suites', () => {
    expect(removed(`test.describe.serial.only('x', () => {});`, 'playwright')).toEqual([
      'serial: .serial',
      'only: .only',
    ]);
  });
});

describe('suites and hooks', () => {
  it('spans the whole statement of a suite', () => {
    const { file, text } = reading(`describe('a', () => {});\n`);
    expect(text(file.suites[0]?.span)).toBe(`describe('a', () => {});`);
  });

  it('knows the parent of a nested suite', () => {
    expect(read(`describe('a', () => { context('b', () => {}); });`, 'mocha').suites[1]?.parent).toBe(0);
  });

  it.each([
    [`beforeEach(() => {});`, 'vitest', 'beforeEach'],
    [`test.afterAll(async () => {});`, 'playwright', 'afterAll'],
    [`before(function () {});`, 'mocha', 'beforeAll'],
    [`import { after } from 'node:test'; after(() => {});`, 'unknown', 'afterAll'],
    [`it('x', () => { onTestFinished(() => {}); });`, 'vitest', 'afterEach'],
    [`import test from 'node:test'; test('x', (t) => { t.after(() => {}); });`, 'unknown', 'afterEach'],
  ] as const)('reads %s as a hook', (code, framework, kind) => {
    expect(read(code, framework).hooks.map((hook) => hook.kind)).toEqual([kind]);
  });

  it('lets a hook that names a function call it', () => {
    const file = read('afterEach(vi.useRealTimers);');
    expect(file.timers[0]).toMatchObject({ operation: 'real', function: file.hooks[0]?.function });
    expect(file.functions[file.hooks[0]?.function ?? 0]?.role).toBe('hook');
  });

  it('attaches a hook to its suite', () => {
    expect(read(`describe('a', () => { afterEach(() => {}); });`).hooks[0]?.suite).toBe(0);
  });
});

describe('fixtures', () => {
  it('reads the fixtures of test.extend', () => {
    const code = `const it = test.extend({
      db: async ({ config }, use) => { const db = open(config); await use(db); await db.close(); },
      user: [async ({}, use) => { await use(1); }, { scope: 'worker', auto: true }],
    });`;
    expect(read(code).fixtures).toMatchObject([
      { name: 'db', scope: 'function', autouse: false, async: true, hasTeardown: true, requests: ['config'] },
      { name: 'user', scope: 'session', autouse: true, hasTeardown: false },
    ]);
  });

  it('gives the functions the role of a fixture', () => {
    const file = read(`const it = test.extend('port', async () => 1);`);
    expect(file.functions[file.fixtures[0]?.function ?? 0]).toMatchObject({ name: 'port', role: 'fixture' });
  });
});
