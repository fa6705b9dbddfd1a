import { spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leakyShop } from '../support/leaky-shop.ts';
import { clients } from './support/clients.ts';
import { normalised } from './support/normalise.ts';
import { cleanEnvironment, program, projectFolder } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

async function shop(files: Readonly<Record<string, string>>): Promise<Sandbox> {
  const sandbox = await createSandbox(files);
  onTestFinished(sandbox.remove);
  await symlink(path.join(projectFolder, 'node_modules'), path.join(sandbox.project, 'node_modules'), 'dir');
  return sandbox;
}

function audit({ project, home }: Sandbox, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'audit', ...args, '--seed', '5', '--root', project],
    { encoding: 'utf8', env: cleanEnvironment(home), cwd: home },
  );
  const plain = normalised(stdout)
    .replaceAll(project, '<root>')
    .replace(/campaign_[a-z2-7]{20}/g, '<campaign>')
    .replace(/\d+\.\d s\b/g, '<time>')
    .replace(/\d+\.\d times/g, '<ratio> times');
  return { status, stdout: plain, stderr, raw: stdout };
}

describe('the command audit', () => {
  it('says what keeps a suite from running without isolation, and exits with 1', async () => {
    const { status, stdout } = audit(await shop(leakyShop), '--runs', '2');
    expect(stdout).toMatchInlineSnapshot(`
      "1 of 6 tests in 6 files failed with isolate: false and never with isolation. (<campaign>)
        test/price.test.js::shows a price  failed in 2 of 2 runs, with isolation in 0 of 2; that may be chance, more --runs tell
          expected '2,00 €' to be '€2.00' // Object.is equality
          Next: npx testing-patterns-mcp polluter 'test/price.test.js::shows a price' --isolate-off --root <root>
      Who leaves state behind when the file is over (4):
        test/cache.test.js::remembers the last basket
          global lastBasket: (not set) -> ["apple"]
        test/german.test.js::shows German prices
          module-variable src/locale.js:current: "en" -> "de"
        test/mail.test.js::mails the receipt
          spy src/mailer.js:mailer.send: function send -> mock function
        test/zone.test.js::ships to its zone
          environment SHOP_ZONE: (not set) -> "eu"
      Time with one worker: <time> with isolation, <time> without (medians of 2 and 1 run): <ratio> times as fast.
      Note: Run 2 looked at what tests leave behind, which changes its timing. Closures, #private fields and variables of installed packages are not seen.
      Note: The figures hold for this machine, these versions and these ways of running the tests.
      Each "Next" names the tests and the state to blame. Give the state back where it is changed, then run the audit again.
      "
    `);
    expect(status).toBe(1);
  }, 240_000);

  it('says that isolation can be turned off, and exits with 0', async () => {
    const { 'test/price.test.js': _, ...others } = leakyShop;
    const { status, stdout } = audit(await shop(others), 'test/sum.test.js', 'test/zone.test.js', '--runs', '2');
    expect(stdout).toMatchInlineSnapshot(`
      "All 2 tests in 2 files passed 2 times with isolate: false. (<campaign>)
      Who leaves state behind when the file is over (1):
        test/zone.test.js::ships to its zone
          environment SHOP_ZONE: (not set) -> "eu"
      Time with one worker: <time> with isolation, <time> without (medians of 2 and 1 run): <ratio> times as fast.
      Note: Run 2 looked at what tests leave behind, which changes its timing. Closures, #private fields and variables of installed packages are not seen.
      Note: The figures hold for this machine, these versions and these ways of running the tests.
      Set "isolate: false" in the vitest configuration (test.isolate). What leaks did no harm in these orders; other tests, or new ones, may mind.
      "
    `);
    expect(status).toBe(0);
  }, 240_000);

  it('looks at suites of vitest only, and exits with 2 when there is none', async () => {
    const { status, stderr } = audit(await shop({ 'test_cart.py': 'def test_adds():\n    assert True\n' }));
    expect(stderr).toMatchInlineSnapshot(`
      "No test file of vitest matches .: isolate is a setting of vitest alone. For other runners: "verify --strategies repeat,shuffle".
      "
    `);
    expect(status).toBe(2);
  });

  it('prints JSON, and goes on with an audit whose time was up', async () => {
    // However fast the machine is, no run ends before it may.
    const held = leakyShop['test/zone.test.js'].replace(
      "import { expect, it } from 'vitest';\nit('ships to its zone', () => {",
      `import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
it('ships to its zone', async () => {
  await vi.waitUntil(() => existsSync(\`\${process.env.HOME}/go\`), { timeout: 60_000 });`,
    );
    const sandbox = await shop({ ...leakyShop, 'test/zone.test.js': held });
    const first = audit(sandbox, 'test/zone.test.js', '--runs', '1', '--format', 'json', '--timeout', '1');
    const { campaign_id, ...before } = JSON.parse(first.raw);
    expect(before).toMatchObject({ status: 'running', verdict: 'inconclusive', tests: 0 });
    expect(first.status).toBe(3);

    await writeFile(path.join(sandbox.home, 'go'), '');
    const second = audit(sandbox, '--campaign', campaign_id, '--format', 'json');
    expect(JSON.parse(second.raw)).toMatchObject({
      status: 'done',
      campaign_id,
      verdict: 'passing',
      tests: 1,
      runs: { isolated: 1, shared: 1 },
      leaks: [{ test: 'test/zone.test.js::ships to its zone' }],
    });
    expect(second.status).toBe(0);
  }, 240_000);

  it('holds a run that would reach a database of production', async () => {
    const sandbox = await shop({ ...leakyShop, '.env': 'DATABASE_URL=postgres://app@db.acme.io/shop\n' });
    const { status, stderr } = audit(sandbox);
    expect(stderr).toContain('Production database access in tests requires human approval.');
    expect(status).toBe(1);
  });
});

describe('verify_tests with isolate-off', () => {
  it('names what tests leave behind, in both forms', async () => {
    const sandbox = await shop(leakyShop);
    const server = await clients[0].connect({ sandbox });
    onTestFinished(() => server.close());
    const { structured, text } = await server.call('verify_tests', {
      tests: ['test/german.test.js', 'test/price.test.js'],
      runs: 1,
      strategies: ['isolate-off'],
    });
    expect(structured).toMatchObject({
      leaks: [
        {
          test: 'test/german.test.js::shows German prices',
          state: [{ kind: 'module-variable', name: 'src/locale.js:current', before: '"en"', after: '"de"' }],
        },
      ],
      leaks_more: 0,
    });
    expect(text).toContain(`Who leaves state behind when the file is over (1):
  test/german.test.js::shows German prices
    module-variable src/locale.js:current: "en" -> "de"
`);
  }, 240_000);
});
