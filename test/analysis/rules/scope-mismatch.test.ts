import { describe, expect, it } from 'vitest';
import { scopeMismatch } from '../../../src/analysis/rules/scope-mismatch.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(scopeMismatch);

async function messages(code: string, files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { reports } = await check(scopeMismatch, { framework: 'pytest', code, files });
  return reports.map(({ message }) => message);
}

const sessionFixture = (requests: string) =>
  `import pytest\n\n\n@pytest.fixture(scope="session")\ndef shop(${requests}):\n    return 1\n`;

describe('a session-scoped fixture', () => {
  it('may ask for the fixture that it overrides, when that is as wide', async () => {
    const files = { 'tests/conftest.py': sessionFixture('') };
    expect(await messages(sessionFixture('shop'), files)).toEqual([]);
  });

  it('may not ask for the narrower fixture that it overrides', async () => {
    const files = { 'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef shop():\n    return 1\n' };
    expect(await messages(sessionFixture('shop'), files)).toHaveLength(1);
  });

  it('is left alone when it asks for what nobody here knows, or for what a plugin brings that is not installed', async () => {
    expect(await messages(sessionFixture('warehouse, rf, request'))).toEqual([]);
    expect(await messages(sessionFixture('rf'), { 'requirements.txt': 'pytest-django==4.9\n' })).toHaveLength(1);
  });

  it('is left alone under a decorator that may fill its parameters', async () => {
    const code =
      'import pytest\n\n\n@pytest.fixture(scope="session")\n@with_client\ndef shop(monkeypatch):\n    return 1\n';
    expect(await messages(code)).toEqual([]);
  });

  it('gets what the conftest.py makes of a plugin fixture', async () => {
    const files = {
      'tests/conftest.py':
        'import pytest\n\n\n@pytest.fixture(scope="session")\ndef monkeypatch():\n    yield make()\n',
    };
    expect(await messages(sessionFixture('monkeypatch'), files)).toEqual([]);
  });
});
