import { describe, expect, it } from 'vitest';
import { swallowedFailure } from '../../../src/analysis/rules/swallowed-failure.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(swallowedFailure);

describe('swallowed-failure', () => {
  const inVitest = (body: string) =>
    ({
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';\n\nit('adds', () => {\n${body}});\n`,
    }) as const;

  it('keeps a name of the try apart from the same name behind it', async () => {
    const body =
      '  try {\n    const sum = total();\n    expect(sum).toBe(3);\n  } catch {}\n  {\n    const sum = 2;\n    expect(sum).toBe(2);\n  }\n';
    const { reports } = await check(swallowedFailure, inVitest(body));
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('loses no comment of the handler', async () => {
    const body = '  try {\n    expect(total()).toBe(3);\n  } catch {\n    // flaky on Mondays\n  }\n';
    const example = inVitest(body);
    expect((await check(swallowedFailure, example)).reports).toHaveLength(1);
    expect(await applyFixes(swallowedFailure, example)).toBe(example.code);
  });

  it('leaves a query in a try alone: it looks whether something is there', async () => {
    const body = "  try {\n    screen.getByText('Close').click();\n  } catch {}\n  expect(total()).toBe(3);\n";
    expect((await check(swallowedFailure, inVitest(body))).reports).toEqual([]);
  });
});
