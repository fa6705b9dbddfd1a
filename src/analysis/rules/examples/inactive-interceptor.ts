import type { RuleMeta } from '../../rule.ts';

export const inactiveInterceptorExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import responses

from shop import rates


def test_reads_the_rate():
    responses.add(responses.GET, "https://api.example.com/rate", json={"rate": 2})
    assert rates.current() == 2
`,
      fixed: `import responses

from shop import rates


@responses.activate
def test_reads_the_rate():
    responses.add(responses.GET, "https://api.example.com/rate", json={"rate": 2})
    assert rates.current() == 2
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
import respx
from httpx import Response

from shop import rates


@pytest.mark.asyncio
async def test_reads_the_rate(monkeypatch):
    respx.get("https://api.example.com/rate").mock(return_value=Response(200, json={"rate": 2}))
    assert await rates.current() == 2
`,
      fixed: `import pytest
import respx
from httpx import Response

from shop import rates


@pytest.mark.asyncio
@respx.mock
async def test_reads_the_rate(monkeypatch):
    respx.get("https://api.example.com/rate").mock(return_value=Response(200, json={"rate": 2}))
    assert await rates.current() == 2
`,
    },
    {
      framework: 'pytest',
      code: `import requests_mock

from shop import rates


def test_reads_the_rate():
    mocker = requests_mock.Mocker()
    mocker.get("https://api.example.com/rate", json={"rate": 2})
    assert rates.current() == 2
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import responses

from shop import rates


@responses.activate
def test_reads_the_rate():
    responses.add(responses.GET, "https://api.example.com/rate", json={"rate": 2})
    assert rates.current() == 2
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': `import pytest
import responses


@pytest.fixture(autouse=True)
def no_network():
    with responses.mock:
        yield
`,
      },
      code: `import responses

from shop import rates


def test_reads_the_rate():
    responses.add(responses.GET, "https://api.example.com/rate", json={"rate": 2})
    assert rates.current() == 2
`,
    },
    {
      framework: 'pytest',
      code: `import requests_mock
from aioresponses import aioresponses

from shop import rates


def test_reads_the_rate():
    mocker = requests_mock.Mocker()
    mocker.get("https://api.example.com/rate", json={"rate": 2})
    with mocker:
        assert rates.current() == 2


async def test_reads_it_later():
    with aioresponses() as mocked:
        mocked.get("https://api.example.com/rate", payload={"rate": 2})
        assert await rates.later() == 2


def test_asks(respx_mock):
    respx_mock.get("https://api.example.com/rate")
    assert rates.current() == 2
`,
    },
  ],
};
