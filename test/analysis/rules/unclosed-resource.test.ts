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
