import { describe, expect, it } from 'vitest';
import { unclosedResource } from '../../../src/analysis/rules/unclosed-resource.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(unclosedResource);

describe('unclosed-resource: who takes care of it', () => {
  const head = `import { createServer } from 'node:http';
import express from 'express';
import { Pool } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
`;
  const reported = async (code: string) =>
    (await check(unclosedResource, { framework: 'vitest', code: head + code })).reports.map(({ message }) => message);

  it('does not take a server away from what it is handed to', async () => {
    const code = (use: string) => `
it('serves', async () => {
  const server = createServer();
  server.listen(0);
  ${use}
  expect(await status()).toBe(200);
});
`;
    expect(await reported(code(''))).toHaveLength(1);
    expect(await reported(code('const io = new Server(server);'))).toEqual([]);
    expect(await reported(code('servers.push(server);'))).toEqual([]);
    expect(await reported(code('expect(server.listening).toBe(true);'))).toHaveLength(1);
  });

  it('asks for what listen gives, where the application itself cannot be closed', async () => {
    const code = (listen: string) => `
it('serves', async () => {
  const app = express();
  ${listen}
  expect(await status()).toBe(200);
});
`;
    expect(await reported(code('app.listen(0);'))).toEqual([expect.stringContaining('Call its close()')]);
    expect(await reported(code('const server = app.listen(0);\n  await later(() => server.close());'))).toEqual([]);
  });

  it('counts a pool from its first use', async () => {
    const code = (use: string) => `
it('reads', async () => {
  const pool = new Pool();
  ${use}
});
`;
    expect(await reported(code('expect(pool).toBeDefined();'))).toEqual([]);
    expect(await reported(code("expect(await pool.query('select 1')).toBeDefined();"))).toHaveLength(1);
  });

  it('knows a child process that has nothing more to do', async () => {
    const code = (use: string) => `import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

it('prints', async () => {
  const child = spawn('node', ['print.js']);
  ${use}
});
`;
    expect(await reported(code("expect(await text(child.stdout)).toBe('done');"))).toEqual([]);
    expect(await reported(code("child.stdin.end('x');\n  expect(await answer()).toBe('x');"))).toEqual([]);
    expect(await reported(code("child.stdout.on('data', note);\n  expect(await noted()).toBe('x');"))).toHaveLength(1);
  });

  it('ends in the hook that is there, and waits for it', async () => {
    const code = `${head}
let pool;
beforeEach(() => {
  pool = new Pool();
});
afterEach(() => {
  reset();
});

it('reads', async () => {
  expect(await pool.query('select 1')).toBeDefined();
});
`;
    const mended = code.replace(
      'afterEach(() => {\n  reset();',
      'afterEach(async () => {\n  reset();\n  await pool.end();',
    );
    expect(await applyFixes(unclosedResource, { framework: 'vitest', code })).toBe(mended);
  });
});

describe('unclosed-resource: Python', () => {
  const left = async (body: string, head = 'def test_it(registry):', path = 'test_app.py') => {
    const code = `import subprocess\nimport tempfile\nimport threading\n\nimport pytest\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\n\n${head}\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const { reports } = await check(unclosedResource, { framework: 'pytest', code, path });
    return reports.map(({ severity, fix }) => [severity, fix?.safety]);
  };
  const fixture = '@pytest.fixture\nasync def engine():';

  it('follows a variable to its end, and no further than to where it is handed on', async () => {
    const start = 'server = subprocess.Popen(["serve"])\n';
    expect(await left(`${start}assert server.pid`)).toEqual([['warning', undefined]]);
    expect(await left(`${start}server.terminate()`)).toEqual([]);
    expect(await left(`${start}registry.append(server)`)).toEqual([]);
    expect(await left(`${start}with server:\n    assert server.pid`)).toEqual([]);
  });

  it('ends an async engine behind the yield of an async fixture', async () => {
    const make = 'engine = create_async_engine("sqlite+aiosqlite://")\n';
    expect(await left(`${make}yield engine`, fixture)).toEqual([['warning', 'suggested']]);
    expect(await left(`${make}yield engine\nawait engine.dispose()`, fixture)).toEqual([]);
    expect(await left(`${make}yield engine`, '@pytest.fixture\ndef engine():')).toEqual([['warning', undefined]]);
  });

  it('leaves what a fixture of conftest.py returns to those who ask for it', async () => {
    const make = 'engine = create_async_engine("sqlite+aiosqlite://")\n';
    expect(await left(`${make}return engine`, fixture, 'conftest.py')).toEqual([]);
    expect(await left(`${make}return engine`, fixture)).toEqual([['warning', 'suggested']]);
  });

  it('looks at threads that serve, and are not meant to die with the process', async () => {
    const serve = 'threading.Thread(target=registry.serve_forever';
    expect(await left(`worker = ${serve})\nworker.start()`)).toEqual([['warning', undefined]]);
    expect(await left(`${serve}).start()`)).toEqual([['warning', undefined]]);
    expect(await left(`${serve}, daemon=True).start()`)).toEqual([]);
    expect(await left(`${serve}).start()\nregistry.shutdown()`)).toEqual([]);
    expect(await left('threading.Thread(target=print).start()')).toEqual([]);
  });

  it('leaves a temporary directory to whatever in the file removes one', async () => {
    const make = 'root = tempfile.mkdtemp()\n';
    expect(await left(`${make}assert save(root)`)).toEqual([['warning', undefined]]);
    expect(await left(`${make}assert save(root)\nos.rmdir(root)`)).toEqual([]);
  });

  it('is silent where the test is about what is left open', async () => {
    expect(
      await left('server = subprocess.Popen(["serve"])\nwith pytest.warns(ResourceWarning):\n    assert server.pid'),
    ).toEqual([]);
  });

  it('reads no comment as a word about it, and a title, a docstring and a string as one', async () => {
    const start = 'server = subprocess.Popen(["serve"])';
    const use = '\nassert server.pid';
    expect(await left(`${start}  # never closed: ResourceWarning${use}`)).toHaveLength(1);
    expect(await left(`${start}  # unclosed-resource${use}`)).toHaveLength(1);
    expect(await left(`"""An unclosed server."""\n${start}${use}`)).toEqual([]);
    expect(await left(`note("# ResourceWarning")\n${start}${use}`)).toEqual([]);
  });

  it('follows what setUp keeps through the methods of the class', async () => {
    const kept = async (rest: string, base = 'unittest.TestCase') => {
      const code = `import socket\nimport unittest\n\n\nclass ServerTest(${base}):\n    def setUp(self):\n        self.sock = socket.socket()\n\n    def test_it(self):\n        self.sock.send(b"x")\n        self.assertTrue(True)\n${rest}`;
      return (await applyFixes(unclosedResource, { framework: 'unittest', code })) === code ? 'kept' : 'mended';
    };
    expect(await kept('')).toBe('mended');
    expect(await kept('\n    def tearDown(self):\n        self.sock.close()\n')).toBe('kept');
    expect(await kept('        serve(self.sock)\n')).toBe('kept');
    expect(await kept('', 'helpers.ServerCase')).toBe('kept');
  });
});
