import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, type Connection, clients } from './support/clients.ts';
import { normalised } from './support/normalise.ts';
import { processesIn } from './support/processes.ts';
import { cleanEnvironment, program } from './support/program.ts';
import { INITIALIZE, RawConnection } from './support/raw.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const HEAD = `import assert from 'node:assert/strict';
import { test } from 'node:test';
`;

/** A project on node:test: nothing to install, and a run costs a fifth of a second. */
const SHOP = {
  'package.json': '{ "name": "shop", "private": true, "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/money.js': `let currency = 'EUR';

export function use(next) {
  currency = next;
}

export function price(amount) {
  return \`\${amount} \${currency}\`;
}
`,
  'test/invoice.test.js': `${HEAD}import { price, use } from '../src/money.js';

test('lists names', () => {
  assert.equal('mug'.length, 3);
});

test('prices in pounds', () => {
  use('GBP');
  assert.equal(price(5), '5 GBP');
});

test('prices nothing', () => {
  assert.match(price(0), /^0 /);
});

test('totals in euros', () => {
  assert.equal(price(7), '7 EUR');
});
`,
  'test/export.test.js': `${HEAD}import { price, use } from '../src/money.js';

test('prices in dollars', () => {
  use('USD');
  assert.equal(price(5), '5 USD');
});

test('still in dollars', () => {
  assert.equal(price(8), '8 USD');
});
`,
};
/** One that waits until it may go on, so that it can be stopped. */
const SLOW_SHOP = {
  '.gitignore': '.env\n',
  'package.json': SHOP['package.json'],
  'test/slow.test.js': `${HEAD}import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from './slow-state.js';

test('opens', async () => {
  open.push(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }));
  for (const child of open) child.unref();
  while (!existsSync(\`\${process.env.HOME}/go\`)) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(open.length, 1);
});

test('waits alone', () => {
  assert.equal(open.length, 0);
});
`,
  'test/slow-state.js': 'export const open = [];\n',
};
/** What is awaited comes, or the test fails. */
const SOON = { timeout: 30_000 };
const VICTIM = 'test/invoice.test.js::totals in euros';
const SLOW = 'test/slow.test.js::waits alone';

async function shop(more: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({ ...SHOP, ...more });
  onTestFinished(sandbox.remove);
  return sandbox;
}

async function slowShop(): Promise<Sandbox & { go(): Promise<void> }> {
  const sandbox = await createSandbox(SLOW_SHOP);
  onTestFinished(sandbox.remove);
  return { ...sandbox, go: () => writeFile(path.join(sandbox.home, 'go'), '') };
}

function plain(text: string, { project }: Sandbox): string {
  return normalised(text)
    .replaceAll(project, '<root>')
    .replace(/"ms": ?\d+/g, '"ms": 0')
    .replace(/, \d+ ms\)/g, ', 0 ms)')
    .replace(/"sha256": "\w+"/g, '"sha256": "<sha256>"');
}

describe('find_polluter', () => {
  let sandbox: Sandbox;
  let server: Connection;
  let answer: Answer;
  beforeAll(async () => {
    sandbox = await createSandbox(SHOP);
    server = await clients[0].connect({ sandbox });
    answer = await server.call('find_polluter', { victim: VICTIM });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('names the polluter, the state, the line and a fix, in both forms', () => {
    expect(
      plain(`${JSON.stringify(answer.structured, undefined, 1)}\n--- text\n${answer.text}`, sandbox),
    ).toMatchInlineSnapshot(`
      "{
       "status": "done",
       "kind": "victim",
       "reason": "Alone it passed in 2 of 2 runs; after the tests before it in its file it failed; right after the one test it failed in 2 of 2. With that state put back just before it, it passed again.",
       "polluters": [
        "test/invoice.test.js::prices in pounds"
       ],
       "state_setters": [],
       "cleaners": [],
       "changed_state": [
        {
         "kind": "module-variable",
         "name": "src/money.js:currency",
         "before": "\\"EUR\\"",
         "after": "\\"GBP\\"",
         "set_by": {
          "test": "test/invoice.test.js::prices in pounds",
          "path": "src/money.js",
          "line": 4
         },
         "declared_in": "src/money.js"
        }
       ],
       "also_changed": [],
       "runs": 9,
       "tests_run": 21,
       "evidence": [
        {
         "run": 1,
         "purpose": "alone",
         "tests": 1,
         "victim": "passed",
         "ms": 0
        },
        {
         "run": 2,
         "purpose": "alone",
         "tests": 1,
         "victim": "passed",
         "ms": 0
        },
        {
         "run": 3,
         "purpose": "after the tests before it in its file",
         "tests": 4,
         "victim": "failed",
         "ms": 0
        },
        {
         "run": 4,
         "purpose": "after one of them",
         "tests": 2,
         "victim": "failed",
         "ms": 0
        },
        {
         "run": 5,
         "purpose": "with 1 piece of state put back",
         "tests": 2,
         "victim": "passed",
         "ms": 0
        },
        {
         "run": 6,
         "purpose": "with 1 piece of state put back",
         "tests": 2,
         "victim": "passed",
         "ms": 0
        },
        {
         "run": 7,
         "purpose": "with 1 piece of state put back",
         "tests": 2,
         "victim": "passed",
         "ms": 0
        },
        {
         "run": 8,
         "purpose": "together, again",
         "tests": 2,
         "victim": "failed",
         "ms": 0
        },
        {
         "run": 9,
         "purpose": "with all others in between",
         "tests": 5,
         "victim": "failed",
         "ms": 0
        }
       ],
       "evidence_more": 0,
       "failure": "Expected values to be strictly equal:\\n+ actual - expected\\n\\n+ '7 GBP'\\n- '7 EUR'\\n     ^",
       "fix": {
        "plan_id": "<plan>",
        "files": [
         {
          "path": "test/invoice.test.js",
          "diff": "--- a/test/invoice.test.js\\n+++ b/test/invoice.test.js\\n@@ -1,7 +1,11 @@\\n import assert from 'node:assert/strict';\\n-import { test } from 'node:test';\\n+import { test, afterEach } from 'node:test';\\n import { price, use } from '../src/money.js';\\n \\n+afterEach(() => {\\n+  use('EUR');\\n+});\\n+\\n test('lists names', () => {\\n   assert.equal('mug'.length, 3);\\n });\\n"
         }
        ],
        "decision": "allow",
        "triggers": []
       },
       "advice": [],
       "limitations": [],
       "reproduce": "npx testing-patterns-mcp polluter --in-order 'test/invoice.test.js::prices in pounds' 'test/invoice.test.js::totals in euros' --root <root>",
       "next_step": "Read the diff. verify_tests with plan_id \\"<plan>\\" and tests [\\"test/invoice.test.js::prices in pounds\\",\\"test/invoice.test.js::totals in euros\\"] proves it; then apply_fixes with plan_id \\"<plan>\\"."
      }
      --- text
      victim: other tests make it fail. Alone it passed in 2 of 2 runs; after the tests before it in its file it failed; right after the one test it failed in 2 of 2. With that state put back just before it, it passed again.
      polluters:
        test/invoice.test.js::prices in pounds
      state: module-variable src/money.js:currency
        "EUR" -> "GBP"
        set by test/invoice.test.js::prices in pounds at src/money.js:4
      failure:
        Expected values to be strictly equal:
        + actual - expected
        
        + '7 GBP'
        - '7 EUR'
             ^

      fix plan <plan>:
      --- a/test/invoice.test.js
      +++ b/test/invoice.test.js
      @@ -1,7 +1,11 @@
       import assert from 'node:assert/strict';
      -import { test } from 'node:test';
      +import { test, afterEach } from 'node:test';
       import { price, use } from '../src/money.js';
       
      +afterEach(() => {
      +  use('EUR');
      +});
      +
       test('lists names', () => {
         assert.equal('mug'.length, 3);
       });

      9 runs, 21 tests run in them:
        run 1, alone: passed (1 test, 0 ms)
        run 2, alone: passed (1 test, 0 ms)
        run 3, after the tests before it in its file: failed (4 tests, 0 ms)
        run 4, after one of them: failed (2 tests, 0 ms)
        run 5, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 6, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 7, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 8, together, again: failed (2 tests, 0 ms)
        run 9, with all others in between: failed (5 tests, 0 ms)
      reproduce: npx testing-patterns-mcp polluter --in-order 'test/invoice.test.js::prices in pounds' 'test/invoice.test.js::totals in euros' --root <root>
      Read the diff. verify_tests with plan_id "<plan>" and tests ["test/invoice.test.js::prices in pounds","test/invoice.test.js::totals in euros"] proves it; then apply_fixes with plan_id "<plan>"."
    `);
  });

  it('tells a test that needs another one from a victim', async () => {
    const { structured } = await server.call('find_polluter', { victim: 'test/export.test.js::still in dollars' });
    expect(structured).toMatchObject({
      status: 'done',
      kind: 'brittle',
      polluters: [],
      state_setters: ['test/export.test.js::prices in dollars'],
      changed_state: [{ kind: 'module-variable', name: 'src/money.js:currency', before: '"EUR"', after: '"USD"' }],
    });
  });

  it('clears the others where no order is to blame', async () => {
    const { structured, text } = await server.call('find_polluter', {
      victim: 'test/invoice.test.js::lists names',
      candidates: ['test/invoice.test.js::prices in pounds'],
    });
    expect(structured).toMatchObject({ status: 'done', kind: 'none', polluters: [], changed_state: [] });
    expect(text).toContain('none: no order of tests is to blame. The victim passes alone (2 of 2 runs)');
  });

  it('takes candidates in the order in which they are given', async () => {
    const { structured } = await server.call('find_polluter', {
      victim: VICTIM,
      candidates: ['./test/invoice.test.js::prices nothing', 'test/invoice.test.js::prices in pounds'],
    });
    expect(structured).toMatchObject({
      kind: 'victim',
      polluters: ['test/invoice.test.js::prices in pounds'],
      evidence: expect.arrayContaining([
        expect.objectContaining({ purpose: 'after the candidates in the given order', tests: 3, victim: 'failed' }),
      ]),
    });
  });

  it('proves the fix that it found', async () => {
    const { fix, polluters } = answer.structured as { fix: { plan_id: string }; polluters: string[] };
    const proof = await server.call('verify_tests', { plan_id: fix.plan_id, tests: [...polluters, VICTIM] });
    expect(proof.structured).toMatchObject({ status: 'done', verdict: 'fixed' });
  });

  it.each([
    ['a victim without a name', { victim: 'test/invoice.test.js' }, 'names no test. Allowed: "path::name"'],
    ['an unknown victim', { victim: 'test/invoice.test.js::totals' }, '"totals in euros"'],
    ['a victim elsewhere', { victim: '../x.test.js::a' }, 'victim'],
    [
      'candidates without a test',
      { victim: VICTIM, candidates: [VICTIM] },
      'candidates: none of them is another test of the project',
    ],
  ])('refuses %s in words', async (_what, given, said) => {
    const { isError, text } = await server.call('find_polluter', given);
    expect(isError).toBe(true);
    expect(text).toContain(said);
  });
});

describe('the command polluter', () => {
  it('prints what was found and ends with 1; the printed command shows the failure again', async () => {
    const sandbox = await shop();
    const done = command(sandbox, [VICTIM]);
    expect(plain(done.stdout, sandbox)).toMatchInlineSnapshot(`
      "victim: other tests make it fail. Alone it passed in 2 of 2 runs; after the tests before it in its file it failed; right after the one test it failed in 2 of 2. With that state put back just before it, it passed again.
      polluters:
        test/invoice.test.js::prices in pounds
      state: module-variable src/money.js:currency
        "EUR" -> "GBP"
        set by test/invoice.test.js::prices in pounds at src/money.js:4
      failure:
        Expected values to be strictly equal:
        + actual - expected
        
        + '7 GBP'
        - '7 EUR'
             ^

      fix plan <plan>:
      --- a/test/invoice.test.js
      +++ b/test/invoice.test.js
      @@ -1,7 +1,11 @@
       import assert from 'node:assert/strict';
      -import { test } from 'node:test';
      +import { test, afterEach } from 'node:test';
       import { price, use } from '../src/money.js';
       
      +afterEach(() => {
      +  use('EUR');
      +});
      +
       test('lists names', () => {
         assert.equal('mug'.length, 3);
       });

      9 runs, 21 tests run in them:
        run 1, alone: passed (1 test, 0 ms)
        run 2, alone: passed (1 test, 0 ms)
        run 3, after the tests before it in its file: failed (4 tests, 0 ms)
        run 4, after one of them: failed (2 tests, 0 ms)
        run 5, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 6, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 7, with 1 piece of state put back: passed (2 tests, 0 ms)
        run 8, together, again: failed (2 tests, 0 ms)
        run 9, with all others in between: failed (5 tests, 0 ms)
      reproduce: npx testing-patterns-mcp polluter --in-order 'test/invoice.test.js::prices in pounds' 'test/invoice.test.js::totals in euros' --root <root>
      Read the diff. npx testing-patterns-mcp verify 'test/invoice.test.js::prices in pounds' 'test/invoice.test.js::totals in euros' --plan <plan> --root <root> proves it; then npx testing-patterns-mcp fix --plan <plan> --root <root>.
      "
    `);
    expect(done.status).toBe(1);
    const again = pasted(sandbox, done.stdout);
    expect(again.stdout).toContain(
      'passed: test/invoice.test.js::prices in pounds\n  failed: test/invoice.test.js::totals',
    );
    expect(again.status).toBe(1);
    const applied = run(sandbox, /; then (npx .*)\.$/m.exec(done.stdout)?.[1] ?? '');
    expect(applied.stdout).toContain('Applied to test/invoice.test.js. Run these tests.');
    expect(await sandbox.read('test/invoice.test.js')).toContain("use('EUR')");
  });

  it('ends with 0 when no order is to blame, and with 2 when called wrongly', async () => {
    const sandbox = await shop();
    const cleared = command(sandbox, ['test/invoice.test.js::lists names', '--candidate', 'test/export.test.js']);
    expect(cleared.stdout).toContain('after the candidates in the given order: passed (3 tests,');
    expect(cleared.status).toBe(0);
    expect(pasted(sandbox, cleared.stdout)).toMatchObject({
      stdout: 'passed\n  passed: test/invoice.test.js::lists names\n',
      status: 0,
    });
    const wrong = command(sandbox, [VICTIM, 'test/invoice.test.js::lists names']);
    expect(wrong.stderr).toContain('Name one victim');
    expect(wrong.status).toBe(2);
  });
});

describe('the gate comes before the first test file is loaded', () => {
  it('and holds a search that would reach a database of production', async () => {
    const sandbox = await shop({ '.env': 'DATABASE_URL=postgres://app@db.acme.io/shop\n' });
    const server = await clients[0].connect({ sandbox });
    onTestFinished(() => server.close());
    const { structured, text } = await server.call('find_polluter', { victim: VICTIM });
    expect(structured).toMatchObject({ status: 'approval_required', approval_id: expect.stringMatching(/^ap_/) });
    expect(text).toContain('Production database access in tests requires human approval.');
    expect(await searches(sandbox)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a search that is stopped leaves nothing behind, and goes on', () => {
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
      params: { name: 'find_polluter', arguments: { victim: SLOW } },
    });
    // In the third run, which is the first with the slow test in it.
    await expect.poll(() => runsOf(sandbox), SOON).toBe(2);
    await expect.poll(() => processesIn(sandbox, server.process.pid).length, SOON).toBeGreaterThan(1);
    return server;
  }

  it('when the call is cancelled: the next one makes no run twice', async () => {
    const sandbox = await slowShop();
    const server = await running(sandbox);
    server.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77, reason: 'enough' } });
    await expect.poll(() => processesIn(sandbox, server.process.pid), SOON).toEqual([]);
    // What git ignores is none of the files that a search watches, and yet the tests may load it.
    const env = path.join(sandbox.project, '.env');
    await writeFile(env, 'DATABASE_URL=postgres://app@db.acme.io/shop\n');
    const held = await server.request('tools/call', { name: 'find_polluter', arguments: { victim: SLOW } });
    expect(held.result).toMatchObject({ structuredContent: { status: 'approval_required' } });
    await rm(env);
    await sandbox.go();
    const again = await server.request('tools/call', { name: 'find_polluter', arguments: { victim: SLOW } });
    expect(again.result).toMatchObject({
      structuredContent: {
        status: 'done',
        kind: 'victim',
        polluters: ['test/slow.test.js::opens'],
        changed_state: [{ name: 'test/slow-state.js:open' }],
      },
    });
    const [file = '', ...more] = await searches(sandbox);
    expect(more).toEqual([]);
    expect(again.result).toHaveProperty('structuredContent.runs', await runsOf(sandbox));
    expect(path.basename(file)).toMatch(/^search_/);
  });

  it('when the server is killed', async () => {
    const sandbox = await slowShop();
    const server = await running(sandbox);
    server.process.kill('SIGKILL');
    await expect.poll(() => processesIn(sandbox), SOON).toEqual([]);
    expect(await runsOf(sandbox)).toBe(2);
  });

  it('when the time is up', async () => {
    const sandbox = await slowShop();
    const server = await clients[0].connect({ sandbox });
    onTestFinished(() => server.close());
    const first = await server.call('find_polluter', { victim: SLOW, timeout_s: 2 });
    expect(first.structured).toMatchObject({ status: 'running', polluters: [] });
    expect(first.text).toContain('Make the same call again to go on.');
    await sandbox.go();
    const second = await server.call('find_polluter', { victim: SLOW });
    expect(second.structured).toMatchObject({ status: 'done', polluters: ['test/slow.test.js::opens'] });
    expect(await searches(sandbox)).toHaveLength(1);
  });
});

function command(sandbox: Sandbox, args: readonly string[]) {
  return spawnSync(process.execPath, [program, 'polluter', ...args, '--root', sandbox.project], {
    encoding: 'utf8',
    env: cleanEnvironment(sandbox.home),
    cwd: sandbox.home,
  });
}

/** Runs the command that an answer says makes it again. */
function pasted(sandbox: Sandbox, answer: string) {
  return run(sandbox, /^reproduce: (.*)$/m.exec(answer)?.[1] ?? '');
}

/** A printed command, as it stands there. */
function run(sandbox: Sandbox, printed: string) {
  return spawnSync(printed.replace('npx testing-patterns-mcp', `'${process.execPath}' '${program}'`), {
    shell: true,
    encoding: 'utf8',
    env: cleanEnvironment(sandbox.home),
  });
}

async function searches(sandbox: Sandbox): Promise<readonly string[]> {
  const state = path.join(sandbox.home, 'testing-patterns');
  const found = await readdir(state, { recursive: true }).catch(() => []);
  return found.filter((name) => /search_\w+\.jsonl$/.test(name)).map((name) => path.join(state, name));
}

/** Runs that are on the disk. */
async function runsOf(sandbox: Sandbox): Promise<number> {
  const [file] = await searches(sandbox);
  if (file === undefined) return 0;
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"kind":"run"')).length;
}
