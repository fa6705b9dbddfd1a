import type { RuleMeta } from '../../rule.ts';

export const fixedPortExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { app } from './app';

const PORT = 3456;
let server: Server;

beforeAll(async () => {
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(PORT, resolve));
});

afterAll(() => {
  server.close();
});

it('answers', async () => {
  const response = await fetch(\`http://localhost:\${PORT}/health\`);
  expect(response.status).toBe(200);
});
`,
      fixed: `import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { app } from './app';

let PORT = 0;
let server: Server;

beforeAll(async () => {
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  PORT = (server.address() as import('node:net').AddressInfo).port;
});

afterAll(() => {
  server.close();
});

it('answers', async () => {
  const response = await fetch(\`http://localhost:\${PORT}/health\`);
  expect(response.status).toBe(200);
});
`,
    },
    {
      framework: 'node:test',
      code: `const { test } = require('node:test');
const assert = require('node:assert');
const Fastify = require('fastify');

test('listens', async (t) => {
  const fastify = Fastify();
  t.after(() => fastify.close());
  await fastify.listen({ port: 8000 });
  assert.ok(fastify.server.address().port > 0);
});
`,
      fixed: `const { test } = require('node:test');
const assert = require('node:assert');
const Fastify = require('fastify');

test('listens', async (t) => {
  const fastify = Fastify();
  t.after(() => fastify.close());
  await fastify.listen({ port: 0 });
  assert.ok(fastify.server.address().port > 0);
});
`,
    },
    {
      framework: 'jest',
      code: `import { WebSocketServer } from 'ws';
import { connect } from './client';

const port = 3000 + Math.floor(Math.random() * 1000);
let server;

beforeEach(() => {
  server = new WebSocketServer({ port });
});

afterEach(() => {
  server.close();
});

it('connects', async () => {
  expect(await connect(port)).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebServer } from '../src/web-server';

const TEST_PORT = 3107;
let server: WebServer;

beforeAll(async () => {
  server = new WebServer(TEST_PORT, false);
  await server.start();
});

afterAll(() => server.stop());

it('answers', async () => {
  const response = await fetch(\`http://localhost:\${TEST_PORT}/\`);
  expect(response.status).toBe(200);
});
`,
    },
    {
      framework: 'pytest',
      code: `import threading
from http.server import HTTPServer

import pytest


@pytest.fixture
def server(handler):
    server = HTTPServer(("localhost", 8765), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
`,
      fixed: `import threading
from http.server import HTTPServer

import pytest


@pytest.fixture
def server(handler):
    server = HTTPServer(("localhost", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
`,
    },
    {
      framework: 'pytest',
      code: `import socket

PORT = 9999


def test_answers():
    listener = socket.socket()
    listener.bind(("127.0.0.1", PORT))
    assert ask(PORT) == "hello"
    listener.close()
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import socket

import pytest
import uvicorn


def test_answers():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        assert ask(listener.getsockname()[1]) == "hello"


def test_refuses_a_taken_port(taken):
    with socket.socket() as listener, pytest.raises(OSError):
        listener.bind(("127.0.0.1", 8080))


def test_settings():
    config = uvicorn.Config("app:app", port=8000)
    assert config.port == 8000
`,
    },
    {
      framework: 'vitest',
      code: `import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { app } from './app';

it('answers', async () => {
  const server = createServer(app);
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const { port } = server.address();
  const response = await fetch(\`http://127.0.0.1:\${port}/\`);
  expect(response.status).toBe(200);
});
`,
    },
    {
      framework: 'jest',
      code: `import { start } from '../src/server';

jest.mock('node:http', () => ({ createServer: jest.fn(() => ({ listen: jest.fn() })) }));

it('listens where it is told to', () => {
  const server = { listen: jest.fn() };
  start({ port: 3000 });
  server.listen(3000);
  expect(server.listen).toHaveBeenCalledWith(3000);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';
import { connectOptions, urlOf } from '../src/options';

it('builds the address', () => {
  expect(urlOf({ port: 3000 })).toBe('http://localhost:3000');
  expect(connectOptions({ database: { port: 5432 } }).port).toBe(5432);
});
`,
    },
    {
      framework: 'mocha',
      code: `const { setupServer } = require('msw/node');
const getPort = require('get-port');
const { createServer } = require('http');

const server = setupServer();

before(() => server.listen({ onUnhandledRequest: 'error' }));
after(() => server.close());

it('serves', async () => {
  const port = await getPort();
  const http = createServer().listen(port);
  await serves(port);
  http.close();
});
`,
    },
  ],
};
