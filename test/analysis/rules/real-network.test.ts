import { describe, expect, it } from 'vitest';
import { realNetwork } from '../../../src/analysis/rules/real-network.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(realNetwork);

describe('real-network: what does not leave the machine', () => {
  const reported = async (code: string, framework: 'vitest' | 'pytest') =>
    (await check(realNetwork, { framework, code })).reports.length;

  it('is silent on a request that brings its own way to the host', async () => {
    const code = `import { expect, it } from 'vitest';
import { request } from 'undici';

it('proxies', async () => {
  const response = await request('http://example.com/', { dispatcher: agent });
  expect(response.statusCode).toBe(200);
});
`;
    expect(await reported(code, 'vitest')).toBe(0);
    expect(await reported(code.replace(', { dispatcher: agent }', ''), 'vitest')).toBe(1);
  });

  it('is silent on code that stands only for its types', async () => {
    const code = `import { expect, it } from 'vitest';

it('types', async () => {
  const ask = () => fetch('https://example.com/');
  if (0) await ask();
  expect(seen).toEqual([]);
});
`;
    expect(await reported(code, 'vitest')).toBe(0);
    expect(await reported(code.replace('if (0) ', ''), 'vitest')).toBe(1);
  });

  it('is silent on a request that is refused before it leaves', async () => {
    const code = `import httpx
import pytest

def test_scheme():
    with pytest.raises(httpx.UnsupportedProtocol):
        httpx.get("invalid://example.org")
`;
    expect(await reported(code, 'pytest')).toBe(0);
  });

  it('is silent when the session of the test resolves names itself', async () => {
    const code = `import aiohttp


async def test_traces(port):
    connector = aiohttp.TCPConnector(resolver=FakeResolver({"example.com": port}))
    client = aiohttp.ClientSession(connector=connector)
    response = await client.get("http://example.com/")
    assert response.status == 200
`;
    expect(await reported(code, 'pytest')).toBe(0);
    expect(await reported(code.replace(/resolver=.*\}\)/, '').replace('connector=connector', ''), 'pytest')).toBe(1);
  });
});

describe('real-network in Playwright', () => {
  it.each([
    ['a failure that is caught', "await page.goto('https://shop.example.com/').catch((error) => error)"],
    ['what is no name of a host', "await page.goto('https://www.shop Panel Title.com/')"],
    ['a name for the loopback address', "await page.goto('http://app-127-0-0-1.nip.io:1337/')"],
  ])('is silent on %s', async (_what, statement) => {
    const code = `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  ${statement};
  await expect(page).toHaveTitle('Shop');
});
`;
    const { reports } = await check(realNetwork, { framework: 'playwright', code });
    expect(reports).toEqual([]);
  });
});
