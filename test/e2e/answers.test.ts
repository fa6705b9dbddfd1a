import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, type Connection, clients } from './support/clients.ts';
import { normalised } from './support/normalise.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** Both forms of an answer: a host may show the model either of them. */
function whole({ structured, text }: Answer): string {
  return normalised(`${JSON.stringify(structured, undefined, 1)}\n--- text\n${text}`);
}

describe('the whole answer of', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await createSandbox();
    server = await clients[0].connect({ sandbox });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('search_patterns', async () => {
    const answer = await server.call('search_patterns', { query: 'sleep', topic: 'flaky', limit: 1 });
    expect(whole(answer)).toMatchInlineSnapshot(`
      "{
       "patterns": [
        {
         "uri": "pattern://typescript/flaky/race-conditions",
         "title": "Race conditions and waits",
         "summary": "Wait for the condition the test is about, with a deadline; await every promise; never sleep for an amount of time.",
         "topic": "flaky",
         "language": "typescript"
        }
       ],
       "more": 3
      }
      --- text
      pattern://typescript/flaky/race-conditions
        Race conditions and waits: Wait for the condition the test is about, with a deadline; await every promise; never sleep for an amount of time.
      3 more that fit less: raise limit to see them."
    `);
  });

  it('get_pattern', async () => {
    const answer = await server.call('get_pattern', {
      pattern: 'flaky/race-conditions',
      language: 'python',
      section: 'Check that it worked',
    });
    expect(whole(answer)).toMatchInlineSnapshot(`
      "{
       "uri": "pattern://python/flaky/race-conditions",
       "title": "Race conditions and waits",
       "sections": [
        "When to use it",
        "The pattern",
        "The anti-pattern",
        "Check that it worked",
        "Pitfalls"
       ],
       "counterpart": "pattern://typescript/flaky/race-conditions",
       "text": "## Check that it worked\\n\\n1. Make the wait necessary: delay the worker by hand. The test must still pass.\\n2. Break the worker so that it never signals. The test must fail, at the deadline, with the assertion's own message.\\n3. Run it many times on a loaded machine, in fresh processes. No failure in 60 runs means: failure rate below 5 % with 95 % confidence. In 300 runs: below 1 %.\\n4. \`pytest -W error::RuntimeWarning -W error::pytest.PytestUnraisableExceptionWarning\` (the first alone fails no test). \\"coroutine … was never awaited\\" is a missing \`await\`; it can surface in a later test. A coroutine itself is always true: \`assert client.is_ready()\` checks nothing."
      }
      --- text
      ## Check that it worked

      1. Make the wait necessary: delay the worker by hand. The test must still pass.
      2. Break the worker so that it never signals. The test must fail, at the deadline, with the assertion's own message.
      3. Run it many times on a loaded machine, in fresh processes. No failure in 60 runs means: failure rate below 5 % with 95 % confidence. In 300 runs: below 1 %.
      4. \`pytest -W error::RuntimeWarning -W error::pytest.PytestUnraisableExceptionWarning\` (the first alone fails no test). "coroutine … was never awaited" is a missing \`await\`; it can surface in a later test. A coroutine itself is always true: \`assert client.is_ready()\` checks nothing.

      (Race conditions and waits, pattern://python/flaky/race-conditions. Sections: When to use it, The pattern, The anti-pattern, Check that it worked, Pitfalls. In the other language: pattern://typescript/flaky/race-conditions)"
    `);
  });

  it('analyze_tests', async () => {
    const answer = await server.call('analyze_tests', { paths: ['cart.test.ts'], limit: 1 });
    expect(whole(answer).replace(/[\w-]{40,}/g, '<cursor>')).toMatchInlineSnapshot(`
      "{
       "summary": {
        "files": 1,
        "tests": 1,
        "findings": 2,
        "by_rule": {
         "focused-test": 1,
         "unawaited-assertion": 1
        },
        "by_cause": {
         "vacuous": 1,
         "unawaited": 1
        },
        "by_severity": {
         "error": 1,
         "warning": 1,
         "info": 0
        },
        "unreadable": [],
        "elapsed_ms": 0
       },
       "findings": [
        {
         "id": "<f>",
         "rule": "focused-test",
         "cause": "vacuous",
         "topic": "flaky",
         "severity": "error",
         "message": "Only this test runs: the others of the file are skipped and nobody notices. Remove the focus.",
         "path": "cart.test.ts",
         "range": {
          "start": {
           "line": 5,
           "column": 3
          },
          "end": {
           "line": 5,
           "column": 8
          }
         },
         "test": "adds prices",
         "pattern": "pattern://typescript/flaky/identify",
         "fix": "safe"
        }
       ],
       "more": 1,
       "next_cursor": "<cursor>"
      }
      --- text
      2 findings in 1 file with 1 test: 1 error, 1 warning, 0 info (0 ms).
      By rule: focused-test 1, unawaited-assertion 1.
      By cause: unawaited 1, vacuous 1.

      cart.test.ts:5:3-8 error focused-test: Only this test runs: the others of the file are skipped and nobody notices. Remove the focus.
        in "adds prices" · cause: vacuous · topic: flaky · fix: safe · pattern://typescript/flaky/identify · <f>

      1 more finding: call again with cursor "<cursor>"."
    `);
  });

  it('analyze_tests, as a summary', async () => {
    expect(whole(await server.call('analyze_tests', { detail: 'summary' }))).toMatchInlineSnapshot(`
      "{
       "summary": {
        "files": 2,
        "tests": 2,
        "findings": 3,
        "by_rule": {
         "focused-test": 1,
         "fixed-sleep": 1,
         "unawaited-assertion": 1
        },
        "by_cause": {
         "vacuous": 1,
         "async-wait": 1,
         "unawaited": 1
        },
        "by_severity": {
         "error": 2,
         "warning": 1,
         "info": 0
        },
        "unreadable": [],
        "elapsed_ms": 0
       },
       "findings": [],
       "more": 3
      }
      --- text
      3 findings in 2 files with 2 tests: 2 error, 1 warning, 0 info (0 ms).
      By rule: fixed-sleep 1, focused-test 1, unawaited-assertion 1.
      By cause: async-wait 1, unawaited 1, vacuous 1."
    `);
  });

  it('suggest_fixes, apply_fixes and undo_fixes', async () => {
    const suggested = await server.call('suggest_fixes', { paths: ['cart.test.ts'] });
    expect(whole(suggested)).toMatchInlineSnapshot(`
      "{
       "plan_id": "<plan>",
       "files": [
        {
         "path": "cart.test.ts",
         "sha256": "<sha256>",
         "diff": "--- a/cart.test.ts\\n+++ b/cart.test.ts\\n@@ -2,6 +2,6 @@\\n \\n const total = async (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);\\n \\n-it.only('adds prices', async () => {\\n-  expect(total([1, 2])).resolves.toBe(3);\\n+it('adds prices', async () => {\\n+  await expect(total([1, 2])).resolves.toBe(3);\\n });\\n",
         "fixes": [
          {
           "finding_id": "<f>",
           "rule": "focused-test",
           "title": "Remove \`.only\`",
           "safety": "safe"
          },
          {
           "finding_id": "<f>",
           "rule": "unawaited-assertion",
           "title": "Await the assertion",
           "safety": "safe"
          }
         ]
        }
       ],
       "unfixable": [],
       "left_out": 0,
       "suggested_left": 0,
       "decision": "allow",
       "triggers": []
      }
      --- text
      Plan <plan>: 2 fixes in 1 file. Nothing is changed yet.

      cart.test.ts
        safe: Remove \`.only\` (focused-test, <f>)
        safe: Await the assertion (unawaited-assertion, <f>)
      --- a/cart.test.ts
      +++ b/cart.test.ts
      @@ -2,6 +2,6 @@
       
       const total = async (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);
       
      -it.only('adds prices', async () => {
      -  expect(total([1, 2])).resolves.toBe(3);
      +it('adds prices', async () => {
      +  await expect(total([1, 2])).resolves.toBe(3);
       });

      The gate would allow it: apply_fixes with plan_id "<plan>"."
    `);
    const { plan_id } = z.object({ plan_id: z.string() }).parse(suggested.structured);
    const applied = await server.call('apply_fixes', { plan_id });
    expect(whole(applied)).toMatchInlineSnapshot(`
      "{
       "status": "applied",
       "applied": [
        {
         "path": "cart.test.ts",
         "fixes": 2
        }
       ],
       "undo_id": "<undo>",
       "triggers": [],
       "next_step": "Run these tests. undo_fixes with undo_id \\"<undo>\\" puts the files back."
      }
      --- text
      applied
        cart.test.ts: 2 fixed
      undo_id: <undo>
      Run these tests. undo_fixes with undo_id "<undo>" puts the files back."
    `);
    const { undo_id } = z.object({ undo_id: z.string() }).parse(applied.structured);
    const proved = await server.call('verify_tests', { plan_id });
    expect(proved.text).toContain(
      `is applied already, so there is no unfixed test to compare with. Put the files back`,
    );
    expect(whole(await server.call('undo_fixes', { undo_id }))).toMatchInlineSnapshot(`
      "{
       "status": "undone",
       "files": [
        "cart.test.ts"
       ],
       "triggers": [],
       "next_step": "The files are as they were before the fixes."
      }
      --- text
      undone
        cart.test.ts
      The files are as they were before the fixes."
    `);
  });

  it('check_escalation', async () => {
    const answer = await server.call('check_escalation', {
      action: 'run the migration tests against the production database',
      paths: ['tests/test_prices.py'],
    });
    expect(whole(answer)).toMatchInlineSnapshot(`
      "{
       "decision": "approval_required",
       "triggers": [
        {
         "source": "python-testing-patterns/SKILL.md:15 and typescript-testing-patterns/SKILL.md:15",
         "kind": "pattern",
         "trigger": "production.*database",
         "reason": "Production database access in tests requires human approval",
         "matched": "production database",
         "where": "action"
        }
       ]
      }
      --- text
      approval_required: ask the person before you do this.
      - Production database access in tests requires human approval
        action: production database (pattern production.*database, from python-testing-patterns/SKILL.md:15 and typescript-testing-patterns/SKILL.md:15)"
    `);
  });

  it('check_escalation, about a command that names a database elsewhere', async () => {
    const { structured } = await server.call('check_escalation', {
      action: 'run the tests',
      text: 'DATABASE_URL=postgres://app:secret@db.shop.io/live pytest',
    });
    expect(structured).toMatchObject({
      decision: 'approval_required',
      triggers: [{ trigger: 'production-database', where: 'text:1', also: [{ trigger: 'production.*database' }] }],
    });
    expect(JSON.stringify(structured)).not.toContain('secret');
  });

  it('request_approval', async () => {
    await sandbox.write(
      '.testing-patterns/escalation.yaml',
      'triggers: [{ keyword: [prices], reason: Prices are watched. }]\n',
    );
    const { plan_id } = z.object({ plan_id: z.string() }).parse((await server.call('suggest_fixes')).structured);
    const stopped = await server.call('apply_fixes', { plan_id });
    expect(whole(stopped)).toMatchInlineSnapshot(`
      "{
       "status": "approval_required",
       "applied": [],
       "approval_id": "<ap>",
       "triggers": [
        {
         "source": ".testing-patterns/escalation.yaml:1",
         "kind": "keyword",
         "trigger": "prices",
         "reason": "Prices are watched.",
         "matched": "prices",
         "where": "cart.test.ts:5"
        }
       ],
       "next_step": "Nothing was touched. A person has to approve this first. Call request_approval with approval_id \\"<ap>\\", or: A person runs \\"npx testing-patterns-mcp approve <ap>\\" in a terminal of their own and retypes the code it shows. Then repeat this call."
      }
      --- text
      approval_required
      - Prices are watched.
        cart.test.ts:5: prices (keyword prices, from .testing-patterns/escalation.yaml:1)
      Nothing was touched. A person has to approve this first. Call request_approval with approval_id "<ap>", or: A person runs "npx testing-patterns-mcp approve <ap>" in a terminal of their own and retypes the code it shows. Then repeat this call."
    `);
    const { approval_id } = z.object({ approval_id: z.string() }).parse(stopped.structured);
    expect(whole(await server.call('request_approval', { approval_id }))).toMatchInlineSnapshot(`
      "{
       "status": "not_askable",
       "how_a_person_approves": "This client cannot show a question (it does not declare form elicitation). A person runs \\"npx testing-patterns-mcp approve <ap>\\" in a terminal of their own and retypes the code it shows."
      }
      --- text
      not_askable. No question was shown. Give the person the command below and wait.
      This client cannot show a question (it does not declare form elicitation). A person runs "npx testing-patterns-mcp approve <ap>" in a terminal of their own and retypes the code it shows."
    `);
  });
});
