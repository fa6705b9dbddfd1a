import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, clients } from './support/clients.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** A valid call of each tool, to be spoiled in one place. */
const CALLS: Readonly<Record<string, Record<string, unknown>>> = {
  search_patterns: { query: 'sleep' },
  get_pattern: { pattern: 'flaky/race-conditions' },
  analyze_tests: { paths: ['cart.test.ts'] },
  suggest_fixes: { paths: ['cart.test.ts'] },
  apply_fixes: { plan_id: 'plan_00000000000000000000' },
  undo_fixes: { undo_id: 'undo_00000000000000000000' },
  diagnose_failure: { output: 'AssertionError' },
  verify_tests: { tests: ['cart.test.ts'] },
  check_escalation: { action: 'look' },
  request_approval: { approval_id: 'ap_00000000000000000000' },
};

const ALLOWED: Readonly<Record<string, string>> = {
  search_patterns: 'query, topic, language, limit',
  get_pattern: 'pattern, language, section',
  analyze_tests: 'paths, rules, topics, min_severity, detail, limit, cursor',
  suggest_fixes: 'paths, finding_ids, rules, include_suggested',
  apply_fixes: 'plan_id, prove',
  undo_fixes: 'undo_id',
  diagnose_failure: 'output, path, test',
  verify_tests: 'tests, runs, strategies, timeout_s, campaign_id, plan_id',
  check_escalation: 'action, text, paths',
  request_approval: 'approval_id',
};

describe('bad input', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await createSandbox();
    server = await clients[0].connect({ sandbox });
  });
  afterEach(async () => {
    const alive = await server.call('search_patterns', { query: 'sleep', limit: 1 });
    expect(alive.isError).toBe(false);
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  async function refusal(tool: string, args: Record<string, unknown>): Promise<string> {
    const { isError, text } = await server.call(tool, args);
    expect(isError, text).toBe(true);
    return text;
  }

  it.each(Object.keys(CALLS))('%s names the allowed fields when it gets another', async (tool) => {
    const text = await refusal(tool, { ...CALLS[tool], colour: 'red', size: 1 });
    expect(text).toContain(`"colour", "size" are not fields of ${tool}. Allowed: ${ALLOWED[tool]}.`);
    expect(text).toContain('Correct the call and send it again.');
  });

  it.each([
    ['search_patterns', { limit: 0 }, '"limit" must be at least 1, got 0.'],
    ['search_patterns', { limit: 2.5 }, '"limit" must be a whole number, got 2.5.'],
    ['search_patterns', { language: 'cobol' }, '"language" must be one of "python", "typescript"; got "cobol".'],
    ['get_pattern', {}, '"pattern" is missing. It must be a string.'],
    ['get_pattern', { pattern: null }, '"pattern" must be a string, got null.'],
    [
      'analyze_tests',
      { paths: 'cart.test.ts' },
      '"paths" must be an array, got "cart.test.ts". Put it in brackets: ["…"].',
    ],
    ['analyze_tests', { paths: [7] }, '"paths[0]" must be a string, got 7.'],
    ['analyze_tests', { paths: [] }, '"paths" must not be empty.'],
    ['analyze_tests', { detail: 'all' }, '"detail" must be one of "summary", "findings"; got "all".'],
    ['analyze_tests', { limit: 501 }, '"limit" must be at most 500, got 501.'],
    ['suggest_fixes', { include_suggested: 'yes' }, '"include_suggested" must be a boolean, got "yes".'],
    ['apply_fixes', { plan_id: { id: 1 } }, '"plan_id" must be a string, got an object.'],
    ['undo_fixes', {}, '"undo_id" is missing. It must be a string.'],
    ['check_escalation', { action: '' }, '"action" must not be empty.'],
    ['request_approval', { approval_id: ['a', 'b'] }, '"approval_id" must be a string, got an array of 2.'],
  ])('%s refuses %o', async (tool, args, message) => {
    expect(await refusal(tool, args)).toContain(message);
  });

  it.each([
    ['get_pattern', { pattern: 'flaky/race-condition' }, 'Near it: pattern://'],
    ['get_pattern', { pattern: 'flaky/race-conditions', section: 'Prices' }, 'Its sections: When to use it'],
    [
      'get_pattern',
      { pattern: 'flaky/raceconditions' },
      'Near it: pattern://python/flaky/race-conditions, pattern://typescript',
    ],
    ['get_pattern', { pattern: 'sleep' }, '/flaky/race-conditions'],
    ['analyze_tests', { paths: ['missing.test.ts'] }, '"missing.test.ts"'],
    ['analyze_tests', { paths: ['nowhere/**'] }, '"nowhere/**"'],
    ['analyze_tests', { rules: ['no-such-rule'] }, 'Allowed: always-true, async-describe'],
    ['analyze_tests', { cursor: 'tomorrow' }, 'Leave cursor out to start at the first page.'],
    ['suggest_fixes', { paths: ['missing.test.ts'] }, '"missing.test.ts"'],
    ['suggest_fixes', { rules: ['no-such-rule'] }, 'there is no rule "no-such-rule"'],
    ['apply_fixes', { plan_id: 'plan_00000000000000000000' }, 'Call suggest_fixes again.'],
    ['apply_fixes', { plan_id: '../../etc/passwd' }, 'is not known. Allowed: a plan_id that suggest_fixes or find'],
    ['undo_fixes', { undo_id: 'undo_00000000000000000000' }, 'Allowed: an undo_id that apply_fixes gave'],
    ['request_approval', { approval_id: 'ap_00000000000000000000' }, 'There is no approval'],
  ])('%s does not find %o and says what there is', async (tool, args, message) => {
    expect(await refusal(tool, args)).toContain(message);
  });

  it.each([
    ['analyze_tests', { paths: ['../outside.test.ts'] }],
    ['analyze_tests', { paths: ['/etc/passwd'] }],
    ['suggest_fixes', { paths: ['tests/../../outside.test.ts'] }],
    ['check_escalation', { action: 'read', paths: ['cart.test.ts', '../home/secret'] }],
  ])('%s stays inside the workspace: %o', async (tool, args) => {
    const text = await refusal(tool, args);
    expect(text).toContain('is outside the workspace root. Allowed: files below the roots given at start (--root).');
  });

  it.each([
    ['search_patterns', 'query'],
    ['get_pattern', 'pattern'],
    ['apply_fixes', 'plan_id'],
    ['undo_fixes', 'undo_id'],
    ['request_approval', 'approval_id'],
    ['analyze_tests', 'cursor'],
  ])('%s does not send an endless %s back', async (tool, field) => {
    const text = await refusal(tool, { ...CALLS[tool], [field]: 'x'.repeat(100_000) });
    expect(text).toMatch(/must be at most \d+ characters long/);
    expect(text.length).toBeLessThan(500);
  });

  it('a finding that does not exist is named among those without a fix', async () => {
    const { structured } = await server.call('suggest_fixes', { finding_ids: ['f_000000000000'] });
    expect(structured).toMatchObject({ files: [], unfixable: [{ finding_id: 'f_000000000000' }] });
  });

  it('a cursor of a call with other arguments is refused', async () => {
    const { structured } = await server.call('analyze_tests', { limit: 1 });
    const text = await refusal('analyze_tests', { limit: 1, rules: ['fixed-sleep'], cursor: structured.next_cursor });
    expect(text).toContain('cursor belongs to a call with other arguments.');
  });

  it('a cursor is refused when the findings changed since', async () => {
    const { structured } = await server.call('analyze_tests', { limit: 1 });
    await sandbox.write(
      'tests/test_more.py',
      'import time\n\n\ndef test_more():\n    time.sleep(1)\n    assert 1 == 1\n',
    );
    const text = await refusal('analyze_tests', { limit: 1, cursor: structured.next_cursor });
    expect(text).toContain('cursor belongs to another list');
  });
});
