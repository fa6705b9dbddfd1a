import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { timeoutMask } from '../../../src/analysis/rules/timeout-mask.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(timeoutMask);

describe('timeout-mask', () => {
  const found = async (framework: Example['framework'], code: string, files?: Example['files']) => {
    const { reports } = await check(timeoutMask, { framework, code, ...(files && { files }) });
    return reports.map(({ message, severity }) => `${severity ?? timeoutMask.severity}: ${message.split('. ')[0]}`);
  };

  it('measures against the configured limit, which may be above or below the usual', async () => {
    const code =
      "import { expect, it } from 'vitest';\n\nit('a', async () => { await waitFor(() => expect(run()).toBe(1)); }, 10_000);\n";
    const config = (limit: number) => ({ 'vitest.config.ts': `export default { test: { testTimeout: ${limit} } };\n` });
    expect(await found('vitest', code)).toEqual(['info: This raises the time limit to 10 s']);
    expect(await found('vitest', code, config(20_000))).toEqual([]);
    expect(await found('vitest', code, config(500))).toEqual(['info: This raises the time limit to 10 s']);
  });

  it('takes 0 for no limit where the runner does', async () => {
    const body = "it('a', async () => { expect(await run()).toBe(1); }, 0);\n";
    expect(await found('vitest', `import { expect, it } from 'vitest';\n\n${body}`)).toHaveLength(1);
    expect(await found('jest', body)).toEqual([]);
  });

  it('warns of Infinity in Jest, which ends the test at once', async () => {
    expect(await found('jest', "it('a', async () => { expect(await run()).toBe(1); }, Infinity);\n")).toEqual([
      'warning: Jest takes Infinity for one millisecond (a timer holds 32 bits), so the test fails at once',
    ]);
  });

  it('warns of a limit below the pause inside, unless the clock is faked or the pause is on one path only', async () => {
    const test = (body: string) => `it('a', async () => { ${body} expect(ready()).toBe(true); }, 100);\n`;
    const pause = 'await new Promise((resolve) => setTimeout(resolve, 500));';
    expect(await found('jest', test(pause))).toEqual([
      'warning: The test may run 100 ms and sleeps 500 ms: it cannot pass',
    ]);
    expect(await found('jest', test(`jest.useFakeTimers(); ${pause}`))).toEqual([]);
    expect(await found('jest', test(`if (slow) { return; ${pause} }`))).toEqual([]);
  });
});
