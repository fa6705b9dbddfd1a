import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Connection, clients } from './support/clients.ts';
import { normalised } from './support/normalise.ts';
import { processesIn } from './support/processes.ts';
import { cleanEnvironment, program } from './support/program.ts';
import { INITIALIZE, RawConnection } from './support/raw.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** A project on node:test: nothing to install, and a run costs a fifth of a second. */
const SHOP = {
  '.gitignore': '.env\n',
  'package.json': '{ "name": "shop", "private": true, "type": "module", "scripts": { "test": "node --test" } }\n',
  'test/cart.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('adds prices', () => {
  assert.equal(1 + 2, 3);
});
`,
  'test/ids.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('draws another id', () => {
  assert.notEqual(Math.floor(Math.random() * 2), 1);
});
`,
  // The first run ends; the second waits until it may go on.
  'test/slow.test.js': `import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('waits', async () => {
  const { HOME } = process.env;
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();
  appendFileSync(HOME + '/begun', '.');
  const mayEnd = () => readFileSync(HOME + '/begun', 'utf8') === '.' || existsSync(HOME + '/go');
  while (!mayEnd()) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(true);
});
`,
};

/** What is awaited comes, or the test fails. */
const SOON = { timeout: 30_000 };

const letGo = ({ home }: Sandbox) => writeFile(path.join(home, 'go'), '');

async function shop(): Promise<Sandbox> {
  const sandbox = await createSandbox(SHOP);
  onTestFinished(sandbox.remove);
  return sandbox;
}

function plain(text: string, { project }: Sandbox): string {
  return normalised(text)
    .replaceAll(project, '<root>')
    .replace(/campaign_[a-z2-7]{20}/g, '<campaign>')
    .replace(/--seed \d+/g, '--seed <seed>');
}

describe('verify_tests', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await createSandbox(SHOP);
    server = await clients[0].connect({ sandbox });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('answers, about a test that never fails, in both forms', async () => {
    const answer = await server.call('verify_tests', {
      tests: ['test/cart.test.js::adds prices'],
      runs: 5,
      strategies: ['repeat'],
    });
    expect(
      plain(`${JSON.stringify(answer.structured, undefined, 1)}\n--- text\n${answer.text}`, sandbox),
    ).toMatchInlineSnapshot(`
      "{
       "status": "done",
       "campaign_id": "<campaign>",
       "verdict": "stable",
       "runs": 5,
       "failures": 0,
       "failure_rate": 0,
       "upper_bound_95": 0.450719728346941,
       "runs_made": 5,
       "runs_planned": 5,
       "tests": [
        {
         "id": "test/cart.test.js::adds prices",
         "verdict": "stable",
         "runs": 5,
         "failures": 0,
         "upper_bound_95": 0.450719728346941
        }
       ],
       "by_strategy": [
        {
         "strategy": "repeat",
         "runs": 5,
         "failures": 0,
         "failure_rate": 0,
         "interval_95": [
          0,
          0.5218237501049814
         ],
         "not_counted": 0
        }
       ],
       "not_counted": [],
       "limitations": [
        "The figures hold for this machine, these versions and these ways of running the tests."
       ],
       "reproduce": "npx testing-patterns-mcp verify 'test/cart.test.js::adds prices' --runs 5 --strategies repeat --seed <seed> --root <root>",
       "report": "report://<campaign>",
       "tests_more": 0,
       "not_counted_more": 0,
       "next_step": "No failure seen. That bounds the failure rate as stated, it does not make it zero; more runs lower the bound."
      }
      --- text
      stable: 0 of 5 runs in fresh processes had a failure: with 95 % confidence at most 45.1 % of all runs have one. (<campaign>)
        stable  test/cart.test.js::adds prices  0 of 5 failed, rate under 45.1 %
      By strategy:
        repeat: 0 of 5 failed (95 %: 0.0 % to 52.2 %)
      Note: The figures hold for this machine, these versions and these ways of running the tests.
      Reproduce: npx testing-patterns-mcp verify 'test/cart.test.js::adds prices' --runs 5 --strategies repeat --seed <seed> --root <root>
      No failure seen. That bounds the failure rate as stated, it does not make it zero; more runs lower the bound."
    `);
  });

  it('calls a test flaky that passed and failed, and prints a command that makes it fail again', async () => {
    const { structured } = await server.call('verify_tests', {
      tests: ['test/ids.test.js'],
      runs: 20,
      strategies: ['repeat'],
    });
    expect(structured).toMatchObject({ status: 'done', verdict: 'flaky' });
    expect(structured.reproduce).toMatch(/verify --replay campaign_\w+:\d+ --root /);
    const report = await server.read(String(structured.report));
    expect(report).toContain('# Campaign');

    // As pasted into a shell; only the package name stands for the built program.
    const command = String(structured.reproduce).replace(
      'npx testing-patterns-mcp',
      `'${process.execPath}' '${program}'`,
    );
    const again = spawnSync(command, { shell: true, encoding: 'utf8', env: cleanEnvironment(sandbox.home) });
    expect(again.stdout).toContain('The same tests failed as then.');
    expect(again.stdout).toContain('now:  test/ids.test.js::draws another id');
    expect(again.status).toBe(1);
  });

  it('says what it has when the time is up, and goes on with the campaign', async () => {
    const first = await server.call('verify_tests', {
      tests: ['test/slow.test.js'],
      runs: 3,
      strategies: ['repeat'],
      timeout_s: 2,
    });
    expect(first.structured).toMatchObject({ status: 'running', verdict: 'inconclusive' });
    const { campaign_id } = first.structured;
    // What git ignores is none of the files that a campaign watches, and yet the tests may load it.
    const env = path.join(sandbox.project, '.env');
    await writeFile(env, 'DATABASE_URL=postgres://app@db.acme.io/shop\n');
    const held = await server.call('verify_tests', { campaign_id });
    expect(held.structured).toMatchObject({ status: 'approval_required', approval_id: expect.stringMatching(/^ap_/) });
    await rm(env);
    await letGo(sandbox);
    const second = await server.call('verify_tests', { campaign_id });
    expect(second.structured).toMatchObject({ status: 'done', campaign_id, runs: 3 });
  });

  it('refuses a plan together with strategies, in words', async () => {
    const { isError, text } = await server.call('verify_tests', { plan_id: 'plan_x', strategies: ['repeat'] });
    expect(isError).toBe(true);
    expect(text).toContain('Leave campaign_id, runs and strategies out.');
  });

  it('names tests that are like one that does not exist', async () => {
    const { isError, text } = await server.call('verify_tests', { tests: ['test/cart.test.js::adds price'] });
    expect(isError).toBe(true);
    expect(text).toContain('adds prices');
  });
});

describe('the command verify exits', () => {
  it.each([
    [0, 'when nothing failed', ['test/cart.test.js', '--runs', '5', '--strategies', 'repeat'], 'stable'],
    [
      1,
      'when a test is flaky',
      ['test/ids.test.js', '--seed', '1', '--runs', '12', '--strategies', 'repeat'],
      'What can be mended: npx testing-patterns-mcp fix --dry-run test/ids.test.js --root ',
    ],
    [2, 'when a test does not exist', ['test/none.test.js'], 'no test file matches'],
    [2, 'when a strategy does not exist', ['test/cart.test.js', '--strategies', 'retry'], 'Allowed: repeat, shuffle'],
    [3, 'when the runs are too few', ['test/cart.test.js', '--runs', '2', '--strategies', 'repeat'], 'inconclusive'],
  ])('with %i %s', async (code, _when, args, said) => {
    const sandbox = await shop();
    const done = spawnSync(process.execPath, [program, 'verify', ...args, '--root', sandbox.project], {
      encoding: 'utf8',
      env: cleanEnvironment(sandbox.home),
      cwd: sandbox.home,
    });
    expect(`${done.stdout}${done.stderr}`).toContain(said);
    expect(done.status).toBe(code);
  });
});

describe('the gate comes before the first test file is loaded', () => {
  it('and holds a run that would reach a database of production', async () => {
    const sandbox = await createSandbox({ ...SHOP, '.env': 'DATABASE_URL=postgres://app@db.acme.io/shop\n' });
    onTestFinished(sandbox.remove);
    const server = await clients[0].connect({ sandbox });
    onTestFinished(() => server.close());
    const { structured, text } = await server.call('verify_tests', { tests: ['test/cart.test.js'] });
    expect(structured).toMatchObject({ status: 'approval_required', approval_id: expect.stringMatching(/^ap_/) });
    expect(text).toContain('Production database access in tests requires human approval.');
    expect(await campaigns(sandbox)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')(
  'nothing of a campaign is left, and at most the run in flight is lost',
  () => {
    async function running(sandbox: Sandbox): Promise<RawConnection> {
      const server = new RawConnection(sandbox);
      onTestFinished(() => {
        server.process.kill('SIGKILL');
      });
      await server.request('initialize', INITIALIZE);
      server.send({
        jsonrpc: '2.0',
        id: 77,
        method: 'tools/call',
        params: { name: 'verify_tests', arguments: { tests: ['test/slow.test.js'], runs: 4, strategies: ['repeat'] } },
      });
      await expect.poll(() => runsOf(sandbox), SOON).toBe(1);
      await expect.poll(() => processesIn(sandbox, server.process.pid).length, SOON).toBeGreaterThan(1);
      return server;
    }

    it('when the server is killed', async () => {
      const sandbox = await shop();
      const server = await running(sandbox);
      server.process.kill('SIGKILL');
      await expect.poll(() => processesIn(sandbox), SOON).toEqual([]);
      expect(await runsOf(sandbox)).toBe(1);

      await letGo(sandbox);
      const next = await clients[0].connect({ sandbox });
      onTestFinished(() => next.close());
      const [file = ''] = await campaigns(sandbox);
      const { structured } = await next.call('verify_tests', { campaign_id: path.basename(file, '.jsonl') });
      expect(structured).toMatchObject({ status: 'done', runs: 4 });
      expect(await runsOf(sandbox)).toBe(4);
    });

    it('when the client goes away', async () => {
      const sandbox = await shop();
      const server = await running(sandbox);
      await server.end();
      await expect.poll(() => processesIn(sandbox), SOON).toEqual([]);
    });

    it('when the call is cancelled; the server serves on', async () => {
      const sandbox = await shop();
      const server = await running(sandbox);
      server.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77, reason: 'enough' } });
      await expect.poll(() => processesIn(sandbox, server.process.pid), SOON).toEqual([]);
      expect((await server.request('tools/list', {})).result).toHaveProperty('tools');
    });
  },
);

async function campaigns(sandbox: Sandbox): Promise<readonly string[]> {
  const state = path.join(sandbox.home, 'testing-patterns');
  const found = await readdir(state, { recursive: true }).catch(() => []);
  return found.filter((name) => /campaign_\w+\.jsonl$/.test(name)).map((name) => path.join(state, name));
}

/** Runs that are on the disk. */
async function runsOf(sandbox: Sandbox): Promise<number> {
  const [file] = await campaigns(sandbox);
  if (file === undefined) return 0;
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"kind":"run"')).length;
}
