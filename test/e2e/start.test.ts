import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { cleanEnvironment, program } from './support/program.ts';
import { INITIALIZE } from './support/raw.ts';
import { createSandbox } from './support/sandbox.ts';

const logModules = fileURLToPath(new URL('support/log-modules.mjs', import.meta.url));
const LIST_TOOLS = [
  { jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE },
  { jsonrpc: '2.0', method: 'notifications/initialized' },
  { jsonrpc: '2.0', id: 2, method: 'tools/list' },
];

it('answers initialize and tools/list without loading what only the tools need', async () => {
  const sandbox = await createSandbox();
  onTestFinished(sandbox.remove);
  const log = path.join(sandbox.home, 'modules.txt');
  const { stdout } = spawnSync(
    process.execPath,
    ['--import', logModules, program, 'serve', '--root', sandbox.project],
    {
      input: LIST_TOOLS.map((message) => `${JSON.stringify(message)}\n`).join(''),
      env: { ...cleanEnvironment(sandbox.home), LOADED_MODULES: log },
      encoding: 'utf8',
    },
  );
  expect(stdout.trim().split('\n')).toHaveLength(2);

  const packages = readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual([
    '@modelcontextprotocol/core',
    '@modelcontextprotocol/server',
    'picocolors',
    'zod',
  ]);
});
