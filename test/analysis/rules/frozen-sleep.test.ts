import { describe, expect, it } from 'vitest';
import { frozenSleep } from '../../../src/analysis/rules/frozen-sleep.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(frozenSleep);

const head = 'import asyncio\nimport pytest\nfrom freezegun import freeze_time\n\n@pytest.mark.asyncio\n';

async function reports(code: string, versions = '') {
  const found = await check(frozenSleep, {
    framework: 'pytest',
    code: head + code,
    files: { 'requirements.txt': versions },
  });
  return found.reports;
}

describe('frozen-sleep', () => {
  const frozen =
    'async def test_a():\n    with freeze_time("2024-01-01"):\n        await asyncio.sleep(1)\n        assert a\n';

  it.each([
    ['freezegun==1.5.5', 'safe'],
    ['freezegun', 'suggested'],
    ['freezegun==1.2.1', undefined],
  ])('knows what %s can do', async (versions, safety) => {
    const [report] = await reports(frozen, versions);
    expect(report?.fix?.safety).toBe(safety);
  });

  it('reports one freeze once', async () => {
    const code = frozen.replace('        assert', '        await asyncio.sleep(2)\n        assert');
    expect(await reports(code)).toHaveLength(1);
  });

  it('leaves a sleep outside of the frozen block alone', async () => {
    const code =
      'async def test_a():\n    with freeze_time("2024-01-01"):\n        a()\n    await asyncio.sleep(1)\n    assert a\n';
    expect(await reports(code)).toEqual([]);
  });

  it('knows that asyncio may be left out of the freeze', async () => {
    expect(await reports(frozen.replace('"2024-01-01"', '"2024-01-01", ignore=["asyncio"]'))).toEqual([]);
  });
});
