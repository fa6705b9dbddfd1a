import type { RuleMeta } from '../../rule.ts';

export const unclosedResourceExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { app } from './app';

it('answers', async () => {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  expect(await ask(server.address().port)).toBe('ok');
});
`,
      fixed: `import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { app } from './app';

it('answers', async () => {
  const server = createServer(app);
  onTestFinished(() => { server.close(); });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  expect(await ask(server.address().port)).toBe('ok');
});
`,
    },
    {
      framework: 'jest',
      code: `import { Worker } from 'node:worker_threads';

describe('worker', () => {
  let worker;

  beforeAll(() => {
    worker = new Worker('./worker.js');
  });

  it('answers', async () => {
    expect(await ask(() => worker.postMessage('ping'))).toBe('pong');
  });
});
`,
      fixed: `import { Worker } from 'node:worker_threads';

describe('worker', () => {
  afterAll(() => {
    return worker.terminate();
  });

  let worker;

  beforeAll(() => {
    worker = new Worker('./worker.js');
  });

  it('answers', async () => {
    expect(await ask(() => worker.postMessage('ping'))).toBe('pong');
  });
});
`,
    },
    {
      framework: 'node:test',
      code: `const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');

test('sees changes', async (t) => {
  const watcher = fs.watch('.');
  assert.ok(await changed(() => watcher.eventNames()));
});
`,
      fixed: `const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');

test('sees changes', async (t) => {
  const watcher = fs.watch('.');
  t.after(() => watcher.close());
  assert.ok(await changed(() => watcher.eventNames()));
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');

it('counts', async () => {
  let count = 0;
  setInterval(() => { count += 1; }, 10);
  await until(() => count > 2);
  assert.ok(count > 2);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';

let server: Server;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it('listens', () => {
  expect(server.listening).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `import { spawn } from 'child_process';
import { createServer } from 'http';

const open = [];
afterEach(() => open.splice(0).forEach((each) => each.close()));

it('serves', async () => {
  const server = createServer().listen(0);
  open.push(server);
  const child = spawn('node', ['client.js']);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code).toBe(0);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { chromium, expect, test as base } from '@playwright/test';

const test = base.extend({
  own: async ({}, use) => {
    const browser = await chromium.launch();
    await use(browser);
    await browser.close();
  },
});

test('opens', async ({ own, page }) => {
  await page.evaluate(() => { setInterval(() => {}, 100); });
  expect(own.isConnected()).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';

vi.mock('node:worker_threads');

it('starts a worker', () => {
  const worker = new Worker('./worker.js');
  expect(worker.postMessage).not.toHaveBeenCalled();
});

it('ticks', () => {
  vi.useFakeTimers();
  setInterval(tick, 10);
  vi.advanceTimersByTime(30);
  expect(tick).toHaveBeenCalledTimes(3);
});
`,
    },
    {
      framework: 'node:test',
      code: `const { test } = require('node:test');
const assert = require('node:assert');
const Fastify = require('fastify');

test('listens', async (t) => {
  const app = Fastify();
  t.after(() => app.close());
  await app.listen({ port: 0 });
  assert.ok(app.server.listening);
});
`,
    },
  ],
};
