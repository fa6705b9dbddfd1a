import { describe, expect, it } from 'vitest';
import { unrunAsyncTest } from '../../../src/analysis/rules/unrun-async-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unrunAsyncTest);

async function reports(code: string, files: Readonly<Record<string, string>>) {
  return (await check(unrunAsyncTest, { framework: 'pytest', code, files })).reports;
}

const code = 'async def test_a():\n    assert await load()\n';

describe('unrun-async-test', () => {
  it.each([
    ['pytest==7.2.1\npytest-asyncio==0.20.3', 'skips it with a warning', 'suggested'],
    ['pytest==8.4.0\npytest-asyncio==1.3.0', 'fails it without running it', 'safe'],
    ['pytest>=7\npytest-asyncio', 'before 8.4 skips it', 'suggested'],
  ])('says what holds for %j', async (requirements, consequence, safety) => {
    const [report] = await reports(code, { 'requirements.txt': requirements });
    expect(report?.message).toContain(consequence);
    expect(report?.fix?.safety).toBe(safety);
  });

  it('is silent where nothing is said of plugins', async () => {
    expect(await reports(code, { 'requirements.txt': '' })).toEqual([]);
  });

  it('is silent where another plugin runs coroutines', async () => {
    expect(await reports(code, { 'requirements.txt': 'pytest==8.4\npytest-asyncio\npytest-aiohttp\n' })).toEqual([]);
    const conftest = 'pytest_plugins = ["aiohttp.pytest_plugin"]\n';
    expect(await reports(code, { 'requirements.txt': 'pytest\npytest-asyncio\n', 'conftest.py': conftest })).toEqual(
      [],
    );
  });

  it('does not judge a class whose base it cannot see', async () => {
    const method = `from base import AsyncBase\n\nclass TestA(AsyncBase):\n    async def test_a(self):\n        assert await load()\n`;
    expect(await reports(method, { 'requirements.txt': 'pytest==8.4\npytest-asyncio\n' })).toEqual([]);
  });
});
