import { describe, expect, it } from 'vitest';
import { returnedCheck } from '../../../src/analysis/rules/returned-check.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(returnedCheck);

describe('returned-check', () => {
  const findings = async (code: string, files: Record<string, string> = {}) =>
    (await check(returnedCheck, { framework: 'pytest', code: `import pytest\n\n\n${code}`, files })).reports;

  it.each([
    ['return a == b', ['error']],
    ['return a == b and c in d', ['error']],
    ['return not a', ['error']],
    ['return 0 < a < 3', ['error']],
    ['return True', ['warning']],
    ['return {"ok": 1}', ['warning']],
    ['return a + b', []],
    ['return run(a)', []],
    ['return await run(a)', []],
    ['return None', []],
  ])('tells a check from a value, and a value from what may be None: %s', async (line, severities) => {
    const reports = await findings(`async def test_total(a, b, c, d):\n    ${line}\n`);
    expect(reports.map(({ severity }) => severity)).toEqual(severities);
  });

  it.each([
    ['pytest==7.1.0\n', false],
    ['pytest==8.3.5\n', true],
    ['pytest==8.4.0\n', true],
  ])('says that pytest warns where it does: %s', async (requirements, warns) => {
    const [report] = await findings('def test_total(a):\n    return a == 1\n', { 'requirements.txt': requirements });
    expect(report?.message.includes('(pytest')).toBe(warns);
  });

  it('says of a coroutine only that nobody looks', async () => {
    const [report] = await findings('async def test_total(a):\n    return a == 1\n');
    expect(report?.message).not.toContain('warns');
  });

  it('leaves a test with two ends to its author', async () => {
    const code = 'def test_total(a):\n    if a:\n        return a == 1\n    return a == 2\n';
    expect(await applyFixes(returnedCheck, { framework: 'pytest', code })).toBe(code);
  });
});
