import { describe, expect, it } from 'vitest';
import { silentFixture } from '../../../src/analysis/rules/silent-fixture.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(silentFixture);

async function silent(body: string, test = 'def test_shop(shop):\n    assert shop.total == 0'): Promise<number> {
  const code = `import pytest\n\n\n@pytest.fixture\ndef shop(client, request):\n${body}\n\n\n${test}\n`;
  return (await check(silentFixture, { framework: 'pytest', code })).reports.length;
}

const onFailure = (last: string) => `    try:\n        return connect()\n    except OSError:\n        ${last}`;

describe('a fixture that catches the failure of its set-up', () => {
  it('hides it with an empty value, not with another one, not with a skip', async () => {
    expect(await silent(onFailure('return []'))).toBe(1);
    expect(await silent(onFailure('return Fake()'))).toBe(0);
    expect(await silent(onFailure('pytest.skip("no shop")'))).toBe(0);
  });

  it('may do so when its tests look for the empty value', async () => {
    const test = 'def test_shop(shop):\n    if not shop:\n        pytest.skip("no shop")\n    assert shop.total == 0';
    expect(await silent(onFailure('return None'), test)).toBe(0);
  });
});

describe('a fixture that gives an empty value for another reason', () => {
  it('is left alone: an option, or emptiness as its only value', async () => {
    expect(await silent('    if request.param:\n        return Shop()\n    return None')).toBe(0);
    expect(await silent('    reset()\n    return {}')).toBe(0);
  });
});
