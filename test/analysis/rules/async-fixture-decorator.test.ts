import { describe, expect, it } from 'vitest';
import { asyncFixtureDecorator } from '../../../src/analysis/rules/async-fixture-decorator.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(asyncFixtureDecorator);

describe('async-fixture-decorator: what it says', () => {
  const code = `import pytest

@pytest.fixture
async def client():
    yield await connect()

@pytest.mark.asyncio
async def test_ping(client):
    assert await client.ping()
`;
  const messages = async (requirements: string, text = code) => {
    const files = { 'requirements.txt': requirements };
    const { reports } = await check(asyncFixtureDecorator, { framework: 'pytest', code: text, files });
    return reports.map((report) => report.message).join('\n');
  };

  it('names the error of pytest 9 where pytest 9 is in use', async () => {
    expect(await messages('pytest==9.0.2\npytest-asyncio==1.3.0\n')).toContain('pytest 9 stops with an error');
  });

  it('names the raw generator that earlier versions hand over', async () => {
    expect(await messages('pytest==8.3.5\npytest-asyncio==0.25.1\n')).toContain('receives a raw async generator');
  });

  it('names the raw coroutine of a fixture that returns', async () => {
    const returning = code.replace('yield await', 'return await');
    expect(await messages('pytest==8.3.5\npytest-asyncio==0.25.1\n', returning)).toContain('receives a raw coroutine');
  });

  it('says what holds for which version when the version is not known', async () => {
    expect(await messages('pytest-asyncio\n')).toContain('earlier versions hand the test a raw async generator');
  });

  it('is silent on versions whose default mode took such fixtures over', async () => {
    expect(await messages('pytest==7.0.0\npytest-asyncio==0.18.3\n')).toBe('');
  });
});
