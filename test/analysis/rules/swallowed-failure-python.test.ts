import { describe, expect, it } from 'vitest';
import { swallowedFailure } from '../../../src/analysis/rules/swallowed-failure.ts';
import { check } from './harness.ts';

async function findings(...lines: readonly string[]) {
  const code = `import pytest\n\n\ndef test_shop(shop):\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const { reports } = await check(swallowedFailure, { framework: 'pytest', code });
  return reports.map(({ severity, fix }) => `${severity ?? 'error'}${fix ? ' with fix' : ''}`);
}

const within = (attempt: string, clause: string, handler = 'pass') => [
  'try:',
  `    ${attempt}`,
  `${clause}:`,
  `    ${handler}`,
];

describe('swallowed-failure in Python', () => {
  it.each([
    ['assert shop', 'except Exception', ['error with fix']],
    ['assert shop', 'except', ['error with fix']],
    ['assert shop', 'except (KeyError, AssertionError)', ['error with fix']],
    ['assert shop', 'except KeyError', []],
    ['pytest.fail("open")', 'except Exception', []],
    ['pytest.fail("open")', 'except', ['error']],
    ['shop.close()', 'except Exception', []],
  ])('knows what a handler catches: %s / %s', async (attempt, clause, expected) => {
    expect(await findings(...within(attempt, clause))).toEqual(expected);
  });

  it.each(['raise', 'pytest.fail("no")', 'errors.append(1)', 'failed = True', 'assert "x" in str(error)'])(
    'is silent where the handler fails or keeps the error: %s',
    async (handler) => {
      expect(await findings(...within('assert shop', 'except Exception as error', handler))).toEqual([]);
    },
  );

  it('tells a skip of a failed assertion from one of a missing service', async () => {
    const skip = 'pytest.skip("no shop")';
    expect(await findings(...within('assert shop', 'except Exception', skip))).toEqual(['error']);
    expect(await findings(...within('shop.open()\n        shop.sell()', 'except Exception', skip))).toEqual(['info']);
    expect(await findings(...within('shop.ping()', 'except Exception', skip))).toEqual([]);
    expect(await findings(...within('shop.open()', 'except OSError', skip))).toEqual([]);
  });

  it('offers no fix that would change a text or lose a comment', async () => {
    expect(await findings(...within('assert shop == """a"""', 'except Exception'))).toEqual(['error']);
    expect(await findings(...within('assert shop', 'except Exception', 'pass  # flaky'))).toEqual(['error']);
  });

  it('believes a handler of its own for failed assertions', async () => {
    const lines = ['try:', '    assert shop', 'except AssertionError:', '    raise', 'except Exception:', '    pass'];
    expect(await findings(...lines)).toEqual([]);
  });
});
