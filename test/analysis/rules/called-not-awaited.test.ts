import { describe, expect, it } from 'vitest';
import { calledNotAwaited } from '../../../src/analysis/rules/called-not-awaited.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(calledNotAwaited);

describe('called-not-awaited', () => {
  const count = async (mock: string, ...lines: readonly string[]) => {
    const body = [...mock.split('\n'), ...lines, 'fetch.assert_called_once()'].map((line) => `    ${line}\n`).join('');
    const code = `from unittest.mock import AsyncMock\n\n\nasync def test_a():\n${body}`;
    const { reports } = await check(calledNotAwaited, { framework: 'pytest', code });
    return reports.length;
  };

  it('is silent where what the mock gives is compared', async () => {
    const lines = ['found = await count(fetch)', 'assert found == 3'];
    expect(await count('fetch = AsyncMock(return_value=3)', ...lines)).toBe(0);
    expect(await count('fetch = AsyncMock()\nfetch.side_effect = [3]', ...lines)).toBe(0);
    expect(await count('fetch = AsyncMock(return_value=[3])', 'assert 3 in await count(fetch)')).toBe(0);
    expect(await count('fetch = AsyncMock()', ...lines)).toBe(1);
  });

  it('does not take the truth of a result, or another comparison, for that', async () => {
    const mock = 'fetch = AsyncMock(return_value=3)';
    expect(await count(mock, 'found = await count(fetch)', 'assert found is True')).toBe(1);
    expect(await count(mock, 'await refresh(fetch)', 'manager = get()', 'assert manager.total == 3')).toBe(1);
  });
});
