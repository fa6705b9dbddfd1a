import { describe, expect, it } from 'vitest';
import { fixtureYields } from '../../../src/analysis/rules/fixture-yields.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(fixtureYields);

async function found(body: string): Promise<number> {
  const code = `import pytest\n\n\n@pytest.fixture\ndef shop(request):\n${body}\n\n\ndef test_shop(shop):\n    assert shop\n`;
  return (await check(fixtureYields, { framework: 'pytest', code })).reports.length;
}

describe('a fixture that yields in two places', () => {
  it('is fine when a return or a skip ends it after the first', async () => {
    expect(await found('    if request.param:\n        yield 1\n        return\n    yield 2')).toBe(0);
    expect(await found('    if request.param:\n        yield 1\n        pytest.skip("done")\n    yield 2')).toBe(0);
  });

  it('is wrong when the condition leads on to the second', async () => {
    expect(await found('    if request.param:\n        yield 1\n    yield 2')).toBe(1);
  });

  it('is fine in a try and its handler', async () => {
    expect(await found('    try:\n        yield connect()\n    except OSError:\n        yield None')).toBe(0);
  });
});

describe('a fixture that returns', () => {
  it('is wrong before its yield, fine behind it', async () => {
    expect(await found('    if request.param:\n        return\n    yield 1')).toBe(1);
    expect(await found('    yield 1\n    if request.param:\n        return\n    close()')).toBe(0);
  });

  it('is fine where a later round of the loop comes to it', async () => {
    expect(
      await found('    for step in steps():\n        if step.first:\n            return\n        yield step'),
    ).toBe(0);
  });

  it('is wrong when its clean-up stands behind the return', async () => {
    expect(await found('    return 1\n    close()')).toBe(1);
  });
});
