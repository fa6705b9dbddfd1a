import { describe, expect, it } from 'vitest';
import { fixtureCalled } from '../../../src/analysis/rules/fixture-called.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(fixtureCalled);

async function called(code: string): Promise<number> {
  const whole = `import pytest\n\n\n@pytest.fixture\ndef shop():\n    return Shop\n\n\n${code}`;
  return (await check(fixtureCalled, { framework: 'pytest', code: whole })).reports.length;
}

describe('a call by the name of a fixture', () => {
  it('is fine where the value was asked for, also from a function inside the test', async () => {
    expect(await called('def test_shop(shop):\n    def open():\n        return shop()\n    assert open()\n')).toBe(0);
  });

  it('is fine where a variable or a function of the test has that name', async () => {
    expect(await called('def test_shop():\n    shop = Shop\n    assert shop()\n')).toBe(0);
    expect(await called('def test_shop():\n    def shop():\n        return 1\n    assert shop()\n')).toBe(0);
  });

  it('is fine where a plain function replaces the fixture', async () => {
    expect(await called('def shop():\n    return 1\n\n\ndef test_shop():\n    assert shop()\n')).toBe(0);
  });

  it('fails in a helper of the module', async () => {
    expect(await called('def open():\n    return shop()\n\n\ndef test_shop():\n    assert open()\n')).toBe(1);
  });
});
