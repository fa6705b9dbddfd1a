import type { RuleMeta } from '../../rule.ts';

export const blockingCallExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import time

import pytest


@pytest.mark.asyncio
async def test_token_lives_a_while(tokens):
    token = await tokens.make(seconds=1)
    time.sleep(2)
    await tokens.clean()
    assert token not in tokens
`,
      fixed: `import asyncio
import time

import pytest


@pytest.mark.asyncio
async def test_token_lives_a_while(tokens):
    token = await tokens.make(seconds=1)
    await asyncio.sleep(2)
    await tokens.clean()
    assert token not in tokens
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
import requests


@pytest.mark.asyncio
async def test_health(server):
    await server.start()
    response = requests.get(server.url + "/health", timeout=5)
    assert response.status_code == 200
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import asyncio
import time

import pytest
import requests


@pytest.mark.asyncio
async def test_health(server):
    await server.start()
    response = await asyncio.to_thread(requests.get, server.url)
    other = await asyncio.get_running_loop().run_in_executor(None, lambda: requests.get(server.url))
    await asyncio.sleep(0.1)
    assert response.status_code == other.status_code


def test_sleeps():
    time.sleep(0.1)
    assert requests.get("http://localhost:8000").ok
`,
    },
    {
      framework: 'pytest',
      code: `import time

import pytest


@pytest.mark.asyncio
async def test_reports_a_blocked_loop(monitor):
    time.sleep(0.2)
    await monitor.beat()
    assert monitor.longest > 0.1
`,
    },
    {
      framework: 'pytest',
      code: `import httpx
import pytest


@pytest.mark.asyncio
async def test_rows(app):
    await app.fill()
    client = httpx.Client(transport=httpx.MockTransport(app.answer))
    assert client.get("http://test/rows").json() == [1]
`,
    },
  ],
};
