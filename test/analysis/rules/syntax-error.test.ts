import { describe, expect, it } from 'vitest';
import { syntaxError } from '../../../src/analysis/rules/syntax-error.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(syntaxError);

const auto = { 'pytest.ini': '[pytest]\nasyncio_mode = auto\n', 'requirements.txt': 'pytest-asyncio==1.3.0\n' };

describe('syntax-error', () => {
  it('says once per function that it should be async', async () => {
    const code = 'def test_a():\n    await a()\n    await b()\n\n\ndef test_b():\n    await c()\n';
    const { reports } = await check(syntaxError, { framework: 'pytest', code });
    expect(reports.map(({ message }) => /`(\w+)`/.exec(message)?.[1])).toEqual(['test_a', 'test_b']);
  });

  it('needs no mark in auto mode', async () => {
    const code = 'def test_a():\n    await a()\n';
    expect(await applyFixes(syntaxError, { framework: 'pytest', code, files: auto })).toBe(`async ${code}`);
  });

  it('leaves a helper to its author, whose callers would have to await it', async () => {
    const code = 'def load():\n    return await a()\n\n\nasync def test_a():\n    assert load()\n';
    const { reports } = await check(syntaxError, { framework: 'pytest', code, files: auto });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('does not make a fixture async that a plain test asks for', async () => {
    const code =
      'import pytest\n\n@pytest.fixture\ndef db():\n    yield await connect()\n\ndef test_a(db):\n    assert db\n';
    const { reports } = await check(syntaxError, { framework: 'pytest', code, files: auto });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('says what a broken conftest.py costs', async () => {
    const { reports } = await check(syntaxError, {
      framework: 'pytest',
      path: 'tests/conftest.py',
      code: 'import pytest\n\n@pytest.fixture\ndef db():\n    await connect()\n',
    });
    expect(reports[0]?.message).toContain('no test of this folder runs');
  });
});
