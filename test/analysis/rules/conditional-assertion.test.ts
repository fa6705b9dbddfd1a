import { describe, expect, it } from 'vitest';
import { conditionalAssertion } from '../../../src/analysis/rules/conditional-assertion.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(conditionalAssertion);

describe('conditional-assertion', () => {
  const findings = async (body: string) => {
    const code = `def test_shop(shop):\n${body}`;
    const { reports } = await check(conditionalAssertion, { framework: 'pytest', code });
    return reports.map(({ severity }) => severity);
  };

  it('warns of a loop over what may be empty', async () => {
    expect(await findings('    for item in shop.items():\n        assert item.price > 0\n')).toEqual(['warning']);
  });

  it('only mentions a loop that forbids something of every element', async () => {
    expect(await findings('    for item in shop.items():\n        assert item.name != "x"\n')).toEqual(['info']);
  });

  it('takes enumerations and constants for filled', async () => {
    expect(await findings('    for kind in Kind:\n        assert shop.has(kind)\n')).toEqual([]);
    expect(await findings('    for name in sorted(settings.NAMES):\n        assert shop.has(name)\n')).toEqual([]);
  });

  it('finds the arm that does not check in a chain of them', async () => {
    const chain =
      '    if shop.open:\n        assert shop.items()\n    elif shop.closed:\n        shop.wait()\n    else:\n        assert shop.gone\n';
    expect(await findings(chain)).toEqual(['error']);
  });

  it('does not make a test fail on the platforms it leaves out', async () => {
    const code = `import { expect, it } from 'vitest';

it('expands', () => {
  if (process.platform === 'win32') {
    expect(expand('%HOME%')).toBe('C:');
  }
});
`;
    const { reports } = await check(conditionalAssertion, { framework: 'vitest', code });
    expect(reports.map(({ severity, fix }) => ({ severity, fix }))).toEqual([{ severity: 'info', fix: undefined }]);
  });

  const inVitest = async (body: string) => {
    const code = `import { expect, it, vi } from 'vitest';\n\nit('sums', () => {\n${body}});\n`;
    return (await check(conditionalAssertion, { framework: 'vitest', code })).reports;
  };

  it('only warns of a branch in a stand-in, which the test itself steers', async () => {
    const reports = await inVitest(
      '  const fn = vi.fn((n) => {\n    if (n === 0) expect(fn).not.toHaveReturned();\n    return n;\n  });\n  run(fn);\n',
    );
    expect(reports.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('says of a counted loop that it may not start', async () => {
    const reports = await inVitest('  for (let i = 0; i < found(); i++) {\n    expect(at(i)).toBe(i);\n  }\n');
    expect(reports.map(({ message }) => message)).toEqual([
      'The assertions run only inside a loop: when `i < found()` does not hold at its start, the test passes without checking anything. Assert first that there is something to go through.',
    ]);
  });
});
