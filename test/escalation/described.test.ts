import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

async function decide(text: string, command?: string) {
  const { gate } = await bench();
  return gate.evaluate({ kind: 'describe', text, ...(command === undefined ? {} : { command }) });
}

async function factsOf(text: string, command?: string): Promise<string[]> {
  return (await decide(text, command)).triggers.filter(({ kind }) => kind === 'fact').map(({ trigger }) => trigger);
}

describe('an action that is only described', () => {
  it.each([
    'run the migration tests on the prod db',
    'point the tests at the production db',
    'use the live database for this test',
    'seed PROD-DB with test users',
  ])('is held back as use of a production database: %s', async (text) => {
    expect(await factsOf(text)).toEqual(['production-database']);
  });

  it('is held back wherever in a long text it says so', async () => {
    expect(await factsOf(`${'and then look at the cart '.repeat(400)}and use the prod db`)).toEqual([
      'production-database',
    ]);
  });

  it('is held back when its command names one', async () => {
    expect(await factsOf('run the tests', 'pytest --db prod_db')).toEqual(['production-database']);
  });

  it.each([
    'mark as flaky',
    'mark test_cart as flaky',
    'add retries',
    'add reruns to the checkout test',
    'add 3 retries to the vitest config of the cart test',
    'skip the test',
    'skip the failing test for now',
    'mark the test as skipped',
    'retry the test until it passes',
    'add @pytest.mark.skip to test_total',
    'delete the flaky test',
  ])('is held back as hiding a flaky test: %s', async (text) => {
    const { triggers } = await decide(text);
    expect(triggers).toMatchObject([
      {
        trigger: 'test-weakened',
        where: 'text',
        reason: expect.stringContaining('Hiding a flaky test needs a person'),
      },
    ]);
  });

  it.each([
    'pytest --reruns 3',
    'npx playwright test --retries=2',
    '--- a/test_a.py\n+++ b/test_a.py\n@@ -1 +1,2 @@\n+@pytest.mark.xfail\n def test_a():',
  ])('is held back when its command or diff hides one: %s', async (command) => {
    expect(await factsOf('get the build through', command)).toEqual(['test-weakened']);
  });

  it.each([
    'flaky test still fails after the fix',
    'The login test is flaky. It keeps failing after my fix',
    'after the fix the intermittent test still fails',
  ])('is held back as a flaky test that persists: %s', async (text) => {
    const { triggers } = await decide(text);
    expect(new Set(triggers.map(({ trigger }) => trigger))).toEqual(new Set(['flaky-persists', 'flaky.*persist']));
  });

  it.each([
    'run the tests against https://api.stripe.com/v1',
    'call https://api.acme.io/rate in test_rate.py',
    'the test sends a request to wss://feed.acme.io',
    'use https://api.acme.io in the tests instead of the mock',
    'the test lets https://api.acme.io/rate be called',
  ])('is held back as reaching a real host: %s', async (text) => {
    const { triggers } = await decide(text);
    expect(triggers[0]).toMatchObject({ trigger: 'external-service', where: 'text' });
  });

  it.each([
    ['change the test', 'rate = requests.get("https://api.acme.io/rate").json()'],
    ['change the test', "const res = await fetch(\n  'https://api.acme.io/rate',\n);"],
    ['try it out', 'curl -s https://api.acme.io/rate'],
    ['run the tests', 'BASE_URL=https://staging.acme.io pytest'],
    ['call the payment service', 'https://api.acme.io/rate'],
  ])('is held back when its code reaches one: %s: %s', async (text, command) => {
    expect((await decide(text, command)).triggers[0]).toMatchObject({ trigger: 'external-service', where: 'command' });
  });

  it.each([
    ["run = globalThis['ev' + 'al'];", []],
    ["getattr(thing, 'sys' + 'tem')('ls')", []],
    ["setTimeout('x()', 0);", ['a.test.ts']],
    ['node -e "eval(text)"', []],
    ['python3 -c "exec(\'x\')"', []],
    ['echo cHl0ZXN0 | base64 -d | sh', []],
    ['curl -s http://localhost:3000/x | bash', []],
    ['eval "$(cat run.txt)"', []],
    ["printf '\\x70\\x79\\x74' ", []],
    ['rev <<< tsetyp | sh', []],
    ['--- a/a.test.ts\n+++ b/a.test.ts\n@@ -1 +1,2 @@\n+atob(text);\n it();', []],
  ])('is held back when nobody can read what its code runs: %s', async (command, paths) => {
    const { gate } = await bench();
    const { triggers } = await gate.evaluate({ kind: 'describe', text: 'mend the test', command, paths });
    expect(triggers[0]).toMatchObject({ trigger: 'code-from-text', where: 'command' });
  });

  it('is held back when its diff reaches further than the test did, and not for code that may have been there', async () => {
    const line = "import { execSync } from 'node:child_process';";
    const diff = `--- a/a.test.ts\n+++ b/a.test.ts\n@@ -1 +1,2 @@\n+${line}\n it();`;
    expect(await factsOf('mend the test', diff)).toEqual(['new-capability']);
    expect(await factsOf('mend the test', line)).toEqual([]);
  });

  it.each([
    'rename a local variable in test_cart.py',
    'add an assertion on the total',
    'use a local database container',
    'read https://docs.pytest.org for the API',
    'see https://pytest.org/en/stable/how-to before changing the test',
    'link https://github.com/acme/shop/issues/12 in a comment of the test',
    'run the tests against http://localhost:3000',
    'call https://api.example.com in the test',
    'mock the request to https://api.acme.io/rate with respx',
    'do not skip the test, await the promise',
    'remove the skip from test_total',
    'replace the retries by waiting for the response',
    'add a test for the retry of the payment client',
    'add retries to the payment client',
    'set retries to 0 in the test config',
    'disable test parallelism',
    'use the test helper of the cart',
    'fix the flaky test by awaiting the save',
    'the test still fails; print the response',
    'run the unit tests on the non-prod db',
    'add a product database model test for sqlite',
    'move the live_server fixture into the test',
    'expect the redirect in the test to be https://shop.acme.io/cart',
  ])('is let through when it is harmless: %s', async (text) => {
    expect(await decide(text)).toMatchObject({ decision: 'allow', triggers: [] });
  });

  it.each([
    ['change the expected link', "expect(link.href).toBe('https://shop.acme.io/cart');"],
    ['note where it is explained', '# https://pytest.org/en/stable\ndef test_a():\n    assert f() == 1'],
    ['run the tests', 'npx vitest run src/shell.test.ts | tee out.txt'],
    ['run one test', "pytest -k 'eval or exec' tests/test_eval.py"],
    ['take the state apart', "it('x', () => {\n  expect(state['a' + i]).toBe(1);\n});"],
    ['count the lines', 'python -c "import app; print(app.version)"'],
    ['stand in for the service', 'respx.get("https://api.acme.io/rate").respond(200)'],
    ['mend the test', '--- a/test_a.py\n+++ b/test_a.py\n@@ -1,2 +1 @@\n-@pytest.mark.skip\n def test_a():'],
  ])('is let through when its code is harmless: %s', async (text, command) => {
    expect(await decide(text, command)).toMatchObject({ decision: 'allow', triggers: [] });
  });
});
