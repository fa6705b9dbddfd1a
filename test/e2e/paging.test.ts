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
