import { describe, expect, it } from 'vitest';
import { raisesBlock } from '../../../src/analysis/rules/raises-block.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(raisesBlock);

describe('raises-block', () => {
  const severities = async (type: string, ...lines: readonly string[]) => {
    const body = lines.map((line) => `        ${line}\n`).join('');
    const code = `import pytest\n\n\ndef test_a(bank):\n    with pytest.raises(${type}):\n${body}`;
    const { reports } = await check(raisesBlock, { framework: 'pytest', code });
    return reports.map(({ severity }) => severity ?? 'warning');
  };

  it('is an error where an assertion cannot run', async () => {
    expect(await severities('Overdrawn', 'bank.withdraw(1)', 'assert bank.total == 0')).toEqual(['error']);
  });

  it('lets an assertion be what raises', async () => {
    expect(await severities('Overdrawn', 'bank.open()', 'assert bank.withdraw(1)')).toEqual([]);
    expect(await severities('AttributeError', 'left = bank.open()', 'assert left.missing')).toEqual([]);
  });

  it('lets a generator raise where the assertion goes through it', async () => {
    expect(await severities('Overdrawn', 'rows = bank.rows()', 'assert len(list(rows)) == 0')).toEqual([]);
    expect(await severities('Overdrawn', 'rows = bank.rows()', 'assert len(rows) == 0')).toEqual(['error']);
  });

  it('takes a guard for what it is', async () => {
    expect(await severities('Overdrawn', 'bank.withdraw(1)', 'assert False, "not refused"')).toEqual([]);
  });

  it('is a hint only where set-up and check are different calls', async () => {
    expect(await severities('ValueError', 'account = bank.open()', 'account.withdraw(1)')).toEqual(['info']);
    expect(await severities('ValueError', 'withdraw(1)', 'withdraw(2)')).toEqual(['warning']);
  });

  it('lets a function of the file come first that only hands something out', async () => {
    const found = async (body: string) => {
      const code = `import pytest


def make_handler():
${body}


def test_a(router):
    with pytest.raises(ValueError):
        handler = make_handler()
        router.add("x", handler)
`;
      const { reports } = await check(raisesBlock, { framework: 'pytest', code });
      return reports.length;
    };
    expect(await found('    def handler():\n        raise OSError\n\n    return handler')).toBe(0);
    expect(await found('    """Gives (none)."""\n    name = "a-b"\n    return name')).toBe(0);
    expect(await found('    return load()')).toBe(1);
    expect(await found('    return NAMES[0]')).toBe(1);
    expect(await found('    raise ValueError')).toBe(1);
  });
});
