import { describe, expect, it } from 'vitest';
import type { Framework } from '../../../src/analysis/facts.ts';
import { read, reading } from './reading.ts';

describe('waits', () => {
  it.each([
    ['await sleep(100);', 100],
    ['await utils.delay(1_000);', 1000],
    ['const MS = 2 * 1000; await sleep(MS);', 2000],
    ['await new Promise((r) => setTimeout(r, 50));', 50],
    ['await new Promise((resolve) => { setTimeout(resolve, 50); });', 50],
    ['await new Promise<void>((resolve) => setTimeout(() => resolve(), 50));', 50],
    ['await new Promise((r) => setTimeout(r));', undefined],
    ['await page.waitForTimeout(100);', 100],
    [`import { setTimeout as nap } from 'node:timers/promises'; await nap(5);`, 5],
    [`import { scheduler } from 'timers/promises'; await scheduler.wait(5);`, 5],
    ['await Bun.sleep(5);', 5],
    [`import { sleep } from './utils'; await sleep(5);`, 5],
    ['const sleep = (ms) => new Promise((r) => setTimeout(r, ms)); await sleep(5);', 5],
  ])('sees %s', (code, ms) => {
    expect(read(code).waits.map((wait) => [wait.ms, wait.awaited])).toEqual([[ms, true]]);
  });

  it.each([
    ['setTimeout(done, 100);'],
    ['await vi.waitFor(ready);'],
    ['await vi.advanceTimersByTimeAsync(100);'],
    ['await new Promise((r) => server.listen(r));'],
    ['await new Promise((resolve, reject) => { emitter.once("x", resolve); setTimeout(reject, 100); });'],
    ['const sleep = (ms) => vi.advanceTimersByTimeAsync(ms); await sleep(5);'],
    ['const sleep = (ms) => new Promise((r) => setTimeout(r, ms));'],
    ['await wait(() => ready());'],
    ['sleep(100);'],
    ['load.mockImplementation(() => new Promise((r) => setTimeout(() => r({ ok: true }), 50)));'],
  ])('takes %s for no wait', (code) => {
    expect(read(code).waits).toEqual([]);
  });

  it('knows that a wait is not awaited', () => {
    expect(read('const p = new Promise((r) => setTimeout(r, 5));').waits[0]?.awaited).toBe(false);
  });
});

describe('clocks', () => {
  it.each([
    ['Date.now();', 'wall', 'number'],
    ['new Date();', 'wall', 'instant'],
    ['new Date().getFullYear();', 'wall', 'date'],
    ['new Date().getTime();', 'wall', 'number'],
    ['performance.now();', 'monotonic', 'number'],
    ['process.hrtime.bigint();', 'monotonic', 'number'],
    [`import day from 'dayjs'; day();`, 'wall', 'instant'],
    [`const { now } = Date; now();`, 'wall', 'number'],
  ])('sees %s', (code, clock, unit) => {
    expect(read(code).clocks).toMatchObject([{ clock, unit }]);
  });

  it.each(['new Date(0);', 'dayjs("2020-01-01");', 'clock.now();', 'function f(Date) { new Date(); }'])(
    'reads no clock in %s',
    (code) => {
      expect(read(code).clocks).toEqual([]);
    },
  );
});

describe('chance', () => {
  it.each([
    ['Math.random();', 'math', false],
    [`import { faker as f } from '@faker-js/faker'; f.person.firstName();`, 'faker', false],
    [`import { faker } from '@faker-js/faker'; faker.seed(1);`, 'faker', true],
    ['crypto.getRandomValues(a);', 'crypto', false],
    [`import { randomInt } from 'node:crypto'; randomInt(5);`, 'crypto', false],
    [`import { sample } from 'lodash'; sample(a);`, 'other', false],
    [`import Chance from 'chance'; const chance = new Chance(); chance.name();`, 'other', false],
  ])('sees %s', (code, source, seeds) => {
    expect(read(code).randoms).toMatchObject([{ source, seeds }]);
  });

  it.each([
    'crypto.randomUUID();',
    `import { nanoid } from 'nanoid'; nanoid();`,
    'const chance = odds(deck); chance.toFixed(2);',
  ])('leaves %s alone', (code) => {
    expect(read(code).randoms).toEqual([]);
  });
});

describe('environment', () => {
  it.each([
    [`process.env.X = 'a';`, { operation: 'set', name: 'X', restores: false }],
    [`process.env['X'] = 'a';`, { operation: 'set', name: 'X' }],
    [`process.env.X ??= 'a';`, { operation: 'set', name: 'X' }],
    [`import.meta.env.X = 'a';`, { operation: 'set', name: 'X' }],
    [`import { env } from 'node:process'; env.X = 'a';`, { operation: 'set', name: 'X' }],
    [`delete process.env.X;`, { operation: 'delete', name: 'X' }],
    [`process.env = { X: 'a' };`, { operation: 'replace', restores: false }],
    [`Object.assign(process.env, { X: 'a' });`, { operation: 'update' }],
    [`const old = process.env; afterEach(() => { process.env = old; });`, { operation: 'replace', restores: true }],
    [`const old = { ...process.env }; process.env = { ...old };`, { restores: true }],
    [`const old = { ...process.env }; process.env = { ...old, X: 'a' };`, { restores: false }],
    [`const old = process.env.X; process.env.X = old;`, { restores: true }],
    [
      `let old; beforeEach(() => { old = process.env.X; }); afterEach(() => { process.env.X = old; });`,
      { restores: true },
    ],
    [
      `afterEach(() => { process.env.X = old; }); let old; beforeEach(() => { old = process.env.X; });`,
      { restores: true },
    ],
    [
      `const old = process.env.X; if (old === undefined) delete process.env.X;`,
      { operation: 'delete', restores: true },
    ],
  ])('reads %s', (code, expected) => {
    expect(read(code).environment).toMatchObject([expected]);
  });

  it('spans the name and the value', () => {
    const { file, text } = reading(`process.env.X = 'a';`);
    const [write] = file.environment;
    expect([text(write?.nameSpan), text(write?.value)]).toEqual(['X', `'a'`]);
  });

  it.each([`vi.stubEnv('X', 'a');`, `const x = process.env.X;`, `env.X = 'a';`])('takes %s for no write', (code) => {
    expect(read(code).environment).toEqual([]);
  });
});

describe('network', () => {
  it.each([
    [`fetch('https://api.example.com/x');`, 'api.example.com'],
    [`globalThis.fetch('https://a.example/');`, 'a.example'],
    [`fetch(\`https://a.example/\${id}\`);`, 'a.example'],
    [`const BASE = 'https://a.example'; fetch(\`\${BASE}/x\`);`, 'a.example'],
    [`import http from 'axios'; http.post('https://a.example');`, 'a.example'],
    [`axios({ url: 'https://a.example' });`, 'a.example'],
    [`import { get } from 'node:https'; get('https://a.example');`, 'a.example'],
    [`new WebSocket('wss://a.example/socket');`, 'a.example'],
    [`fetch(new URL('https://a.example/x'));`, 'a.example'],
    [`fetch('http://127.0.0.1:3000/');`, '127.0.0.1'],
    [`page.goto('https://a.example');`, 'a.example'],
  ])('sees %s', (code, host) => {
    expect(read(code).network.map((use) => use.host)).toEqual([host]);
  });

  it.each([
    `fetch('/api');`,
    `fetch(\`https://\${host}/x\`);`,
    `fetch(url);`,
    `expect(url).toBe('https://a.example');`,
  ])('sees no request in %s', (code) => {
    expect(read(code).network).toEqual([]);
  });

  it('lists addresses wherever they stand', () => {
    expect(read(`const a = 'redis://cache:6379';`).urls.map(({ url }) => url)).toEqual(['redis://cache:6379']);
  });
});

describe('timers', () => {
  it.each([
    ['vi.useFakeTimers();', 'fake', undefined],
    [`vi.useFakeTimers({ toFake: ['Date'] });`, 'fake', ['Date']],
    ['jest.useRealTimers();', 'real', undefined],
    ['vi.setSystemTime(0);', 'set-time', undefined],
    ['vi.advanceTimersByTime(5);', 'advance', undefined],
    ['const clock = sinon.useFakeTimers();', 'fake', undefined],
    ['clock.restore();', 'real', undefined],
    [`import { mock } from 'node:test'; mock.timers.enable({ apis: ['setTimeout'] });`, 'fake', ['setTimeout']],
    ['await page.clock.install();', 'fake', undefined],
  ])('reads %s', (code, operation, listed) => {
    const { timers } = read(code);
    expect(timers.map((timer) => [timer.operation, timer.only])).toEqual([[operation, listed]]);
  });

  it('knows which switches undo themselves', () => {
    const code = `import test from 'node:test'; test('x', (t) => { t.mock.timers.enable(); });`;
    expect(read(code).timers[0]?.scoped).toBe(true);
    expect(read('vi.useFakeTimers();').timers[0]?.scoped).toBe(false);
  });
});

describe('interceptions', () => {
  it.each([
    [`vi.spyOn(globalThis, 'fetch');`, 'fetch'],
    [`global.fetch = vi.fn();`, 'fetch'],
    [`vi.stubGlobal('fetch', f);`, 'fetch'],
    [`vi.mock('axios');`, 'axios'],
    [`vi.mock(import('./x'), () => ({}));`, './x'],
    [`import { jest as j } from '@jest/globals'; j.mock('got');`, 'got'],
    [`import axios from 'axios'; jest.spyOn(axios, 'get');`, 'axios.get'],
    [`nock('https://a.example').get('/').reply(200);`, 'https://a.example'],
    [`const server = setupServer();`, undefined],
    [`await page.route('**/api', f);`, '**/api'],
  ])('sees %s', (code, target) => {
    expect(read(code).interceptions.map((each) => each.target)).toEqual([target]);
  });

  it.each(['app.route("/x", f);', 'vi.spyOn(store, "save");'])('takes %s for none', (code) => {
    expect(read(code).interceptions).toEqual([]);
  });
});

describe('frameworks', () => {
  it.each<[string, Framework, Framework]>([
    [`import { it } from 'vitest';`, 'jest', 'vitest'],
    [`import { it } from '@jest/globals';`, 'vitest', 'jest'],
    [`import test from 'node:test';`, 'vitest', 'node:test'],
    [`const { test } = require('node:test');`, 'vitest', 'node:test'],
    [`import { test } from '@playwright/test';`, 'vitest', 'playwright'],
    [`import { it } from 'mocha';`, 'jest', 'mocha'],
    [`import { it } from 'bun:test';`, 'jest', 'unknown'],
    [`import type { Page } from '@playwright/test';`, 'vitest', 'vitest'],
    [`const f = vi.fn();`, 'unknown', 'vitest'],
    [`jest.mock('./x');`, 'unknown', 'jest'],
    [`it('x', () => {});`, 'mocha', 'mocha'],
    [`it('x', () => {});`, 'unknown', 'unknown'],
  ])('reads %s', (code, fallback, expected) => {
    expect(read(code, fallback).framework).toBe(expected);
  });
});
