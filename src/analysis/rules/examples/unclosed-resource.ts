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
    {
      framework: 'pytest',
      code: `import aiohttp
import pytest_asyncio


@pytest_asyncio.fixture
async def session():
    session = aiohttp.ClientSession()
    yield session


async def test_answers(session):
    answer = await session.get("http://localhost:8000/")
    assert answer.status == 200
`,
      fixed: `import aiohttp
import pytest_asyncio


@pytest_asyncio.fixture
async def session():
    session = aiohttp.ClientSession()
    yield session
    await session.close()


async def test_answers(session):
    answer = await session.get("http://localhost:8000/")
    assert answer.status == 200
`,
    },
    {
      framework: 'unittest',
      code: `import subprocess
import unittest


class ServerTest(unittest.TestCase):
    def test_starts(self):
        server = subprocess.Popen(["serve", "--port", "0"])
        self.assertIsNone(server.returncode)
`,
      fixed: `import subprocess
import unittest


class ServerTest(unittest.TestCase):
    def test_starts(self):
        server = subprocess.Popen(["serve", "--port", "0"])
        self.addCleanup(server.terminate)
        self.assertIsNone(server.returncode)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest


@pytest.fixture
def client():
    with httpx.Client() as client:
        yield client


@pytest.fixture
def server(request):
    server = subprocess.Popen(["serve"])
    request.addfinalizer(server.kill)
    return server


def test_counts(counter):
    with ThreadPoolExecutor() as pool:
        pool.submit(counter.add)
    worker = threading.Thread(target=counter.add)
    worker.start()
    worker.join()
    assert counter.value == 2


def test_hands_on(registry):
    process = subprocess.Popen(["serve"])
    registry.adopt(process)
    assert registry.size == 1


def test_in_process(app):
    client = httpx.Client(transport=httpx.WSGITransport(app=app))
    assert client.get("http://test/").status_code == 200
`,
    },
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
