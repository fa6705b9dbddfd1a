import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { retryMask } from '../../../src/analysis/rules/retry-mask.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(retryMask);

describe('retry-mask', () => {
  const found = async (framework: Example['framework'], code: string, files?: Example['files']) => {
    const { reports } = await check(retryMask, { framework, code, ...(files && { files }) });
    return reports.map(({ at, message }) => `${code.slice(at.start, at.end)}: ${message.split(', so')[0]}`);
  };
  const head = "import { describe, expect, it } from 'vitest';\n\n";

  it('says once a file how many places retry, and how much a pass may hide', async () => {
    const test = (name: string, retry: string) =>
      `it('${name}', { retry: ${retry} }, () => { expect(run()).toBe(1); });\n`;
    expect(await found('vitest', head + test('a', '1') + test('b', '4'))).toEqual([
      '1: Retries make a failure count as a pass',
    ]);
    expect(await found('vitest', `${head}const tries = 2;\n${test('a', 'process.env.CI ? tries : 0')}`)).toEqual([
      'process.env.CI ? tries : 0: Retries make 2 failures in a row count as a pass',
    ]);
  });

  it('knows the options in the last place, of a suite, and as an object', async () => {
    const body = 'expect(run()).toBe(1);';
    expect(await found('vitest', `${head}it.each([1])('a', () => { ${body} }, { retry: 2 });\n`)).toHaveLength(1);
    expect(
      await found('vitest', `${head}describe('a', { retry: { count: 2 } }, () => { it('b', () => { ${body} }); });\n`),
    ).toHaveLength(1);
    expect(
      await found('vitest', `${head}describe('a', { retry: { count: 0 } }, () => { it('b', () => { ${body} }); });\n`),
    ).toEqual([]);
  });

  it("knows Mocha's chained form and leaves other objects' retries alone", async () => {
    const assert = "const assert = require('node:assert');\n";
    expect(await found('mocha', `${assert}it('a', () => { assert.ok(run()); }).retries(2);\n`)).toHaveLength(1);
    expect(await found('mocha', `${assert}it('a', () => { assert.ok(client().retries(2)); });\n`)).toEqual([]);
  });

  it('leaves tests alone that are about retrying', async () => {
    const code = `${head}it('counts retries', { retry: 2 }, () => { expect(run()).toBe(1); });\n`;
    expect(await found('vitest', code)).toEqual([]);
    const inherited = `${head}describe('inherits options', { retry: 2 }, () => { it('x', ({ task }) => { expect(task.retry).toBe(2); }); });\n`;
    expect(await found('vitest', inherited)).toEqual([]);
  });
});

describe('retry-mask: Python', () => {
  const retried = async (code: string, requirements = '') => {
    const files = { 'requirements.txt': requirements };
    const { reports } = await check(retryMask, { framework: 'pytest', code: `import pytest\n\n\n${code}`, files });
    return reports.map(({ message }) => message.split(' count')[0]);
  };

  it('takes a mark without a number for retries only beside a plugin that retries', async () => {
    const marked = '@pytest.mark.flaky\ndef test_it():\n    assert save()\n';
    expect(await retried(marked)).toEqual([]);
    expect(await retried(marked, 'pytest-rerunfailures==15.0\n')).toEqual(['Retries make several failures in a row']);
  });

  it('counts tries and reruns apart', async () => {
    const marked = (given: string) => `@pytest.mark.flaky(${given})\ndef test_it():\n    assert save()\n`;
    expect(await retried(marked('reruns=2'))).toEqual(['Retries make 2 failures in a row']);
    expect(await retried(marked('max_runs=2'))).toEqual(['Retries make a failure']);
    expect(await retried(marked('reruns=0'))).toEqual([]);
  });

  it('tells a loop that tries again from one that checks several things', async () => {
    const loop = (end: string) =>
      `def test_it(client):\n    for attempt in range(3):\n        try:\n            answer = client.save()\n            assert answer.ok\n${end}        except AssertionError:\n            pass\n`;
    expect(await retried(loop('            break\n'))).toEqual(['Retries make several failures in a row']);
    expect(await retried(loop(''))).toEqual([]);
  });
});
