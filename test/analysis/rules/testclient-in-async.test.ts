import { describe, expect, it } from 'vitest';
import { testclientInAsync } from '../../../src/analysis/rules/testclient-in-async.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(testclientInAsync);

const head =
  'import pytest\nfrom fastapi.testclient import TestClient\n\n@pytest.fixture\ndef client():\n    return TestClient(app)\n\n';
const use = '    assert client.get("/").status_code == 200\n';

async function reports(code: string) {
  return (await check(testclientInAsync, { framework: 'pytest', code: head + code })).reports;
}

describe('testclient-in-async', () => {
  it('is no more than a hint where the test awaits nothing', async () => {
    const found = await reports(`async def test_a(client):\n${use}`);
    expect(found.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('reports a client once, for all tests that use it', async () => {
    const found = await reports(
      `async def test_a(client):\n    await seed()\n${use}\n\nasync def test_b(client):\n    await seed()\n${use}`,
    );
    expect(found.map(({ message }) => /(\d) more/.exec(message)?.[1])).toEqual(['1']);
  });

  it('does not take any client for a TestClient', async () => {
    expect(await reports(`async def test_a(session):\n    await seed()\n${use.replace('client', 'session')}`)).toEqual(
      [],
    );
  });
});
