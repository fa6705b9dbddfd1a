import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { clients } from './support/clients.ts';
import { createSandbox } from './support/sandbox.ts';

const Page = z.object({
  findings: z.array(z.object({ id: z.string() })),
  more: z.number(),
  next_cursor: z.string().optional(),
});
/** 8,000 tokens of about four characters. */
const ANSWER_LIMIT = 32_000;

it('pages through 1,200 findings in answers that a host does not cut, and misses none', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, file) => [
      `tests/test_${file}.py`,
      `import time\n${Array.from({ length: 40 }, (_, test) => `\n\ndef test_${test}():\n    time.sleep(${test + 1})\n    assert ${test} == work()\n`).join('')}`,
    ]),
  );
  const sandbox = await createSandbox({ 'pytest.ini': '[pytest]\n', ...files });
  onTestFinished(sandbox.remove);
  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);

  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await server.call('analyze_tests', { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    expect(answer.text.length).toBeLessThan(ANSWER_LIMIT);
    expect(JSON.stringify(answer.structured).length).toBeLessThan(ANSWER_LIMIT);
    const page = Page.parse(answer.structured);
    ids.push(...page.findings.map(({ id }) => id));
    expect(page.more).toBe(1_200 - ids.length);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  expect(new Set(ids).size).toBe(1_200);

  const plan = await server.call('suggest_fixes', { include_suggested: true });
  expect(plan.text.length).toBeLessThan(ANSWER_LIMIT);
  expect(JSON.stringify(plan.structured).length).toBeLessThan(ANSWER_LIMIT);
  expect(plan.structured.left_out).toBeGreaterThan(0);
});

it('pages through the analysis that gave the first page, and makes no second one', async () => {
  const sandbox = await createSandbox();
  onTestFinished(sandbox.remove);
  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);
  const first = await server.call('analyze_tests', { limit: 1 });
  const next = await server.call('analyze_tests', { limit: 1, cursor: first.structured.next_cursor });
  expect(next.structured.summary).toEqual(first.structured.summary);
  expect(next.structured.findings).not.toEqual(first.structured.findings);
});

it('plans no more files than the gate lets pass as one change', async () => {
  const focused = "import { expect, it } from 'vitest';\n\nit.only('adds', () => {\n  expect(1 + 1).toBe(2);\n});\n";
  const files = Object.fromEntries(Array.from({ length: 23 }, (_, n) => [`a${n}.test.ts`, focused]));
  const sandbox = await createSandbox({ 'package.json': '{ "devDependencies": { "vitest": "^3.2.0" } }\n', ...files });
  onTestFinished(sandbox.remove);
  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);
  const { structured, text } = await server.call('suggest_fixes');
  expect(structured).toMatchObject({ left_out: 3, decision: 'allow' });
  expect(text).toContain('20 fixes in 20 files');
});

it('writes the fixes of listed findings by their ids alone', async () => {
  const sandbox = await createSandbox();
  onTestFinished(sandbox.remove);
  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);
  const Listed = z.object({ findings: z.array(z.object({ id: z.string(), rule: z.string(), path: z.string() })) });
  const { findings } = Listed.parse((await server.call('analyze_tests')).structured);
  const ids = findings.filter(({ rule }) => rule === 'focused-test').map(({ id }) => id);
  const plan = await server.call('suggest_fixes', { finding_ids: ids });
  expect(plan.structured).toMatchObject({ files: [{ path: 'cart.test.ts', fixes: [{ finding_id: ids[0] }] }] });

  await sandbox.write('cart.test.ts', '');
  const gone = await server.call('suggest_fixes', { finding_ids: ids });
  expect(gone.structured).toMatchObject({ files: [], unfixable: [{ finding_id: ids[0] }] });
});
