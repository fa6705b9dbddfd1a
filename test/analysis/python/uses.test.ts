import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

const head = `import asyncio, time, random, datetime as dt
from datetime import date, datetime
from time import sleep as nap
from django.utils import timezone
import numpy as np
from faker import Faker
PAUSE = 0.5
fake = Faker()
rng = random.Random(7)
`;

describe('waits', () => {
  it.each([
    ['time.sleep(0.1)', 100],
    ['nap(2)', 2000],
    ['time.sleep(PAUSE)', 500],
    ['time.sleep(PAUSE * 2)', 1000],
    ['time.sleep(amount())', undefined],
    ['page.wait_for_timeout(250)', 250],
  ])('%s waits %s ms', (statement, ms) => {
    const [wait, ...more] = read(`${head}def test_a(page):\n    ${statement}\n`).waits;
    expect(more).toEqual([]);
    expect(wait?.ms).toBe(ms);
    expect(wait?.awaited).toBe(false);
  });

  it('tell whether they are awaited', () => {
    expect(read(`${head}async def test_a():\n    await asyncio.sleep(1)\n`).waits).toMatchObject([
      { via: 'asyncio.sleep', ms: 1000, awaited: true },
    ]);
  });

  it('are seen through another name for the function', () => {
    expect(read(`${head}pause = time.sleep\npause(1)\n`).waits).toMatchObject([{ via: 'time.sleep', ms: 1000 }]);
  });
});

describe('clocks', () => {
  it.each([
    ['datetime.now()', 'wall', 'instant'],
    ['dt.datetime.utcnow()', 'wall', 'instant'],
    ['datetime.now().date()', 'wall', 'date'],
    ['date.today()', 'wall', 'date'],
    ['time.time()', 'wall', 'number'],
    ['time.perf_counter()', 'monotonic', 'number'],
    ['time.monotonic_ns()', 'monotonic', 'number'],
    ['timezone.now()', 'wall', 'instant'],
    ['asyncio.get_running_loop().time()', 'monotonic', 'number'],
  ])('%s reads the %s clock as %s', (expression, clock, unit) => {
    expect(read(`${head}x = ${expression}\n`).clocks).toMatchObject([{ clock, unit }]);
  });

  it.each(['datetime(2024, 1, 1)', 'shop.now()', 'time.localtime(0)'])('%s reads no clock', (expression) => {
    expect(read(`${head}x = ${expression}\n`).clocks).toEqual([]);
  });
});

describe('randoms', () => {
  it.each([
    ['random.choice([1])', 'random', false],
    ['random.seed(1)', 'random', true],
    ['random.seed()', 'random', false],
    ['random.Random(3)', 'random', true],
    ['random.Random()', 'random', false],
    ['np.random.rand()', 'numpy', false],
    ['np.random.default_rng()', 'numpy', false],
    ['np.random.default_rng(1)', 'numpy', true],
    ['fake.name()', 'faker', false],
    ['fake.unique.email()', 'faker', false],
    ['Faker.seed(0)', 'faker', true],
    ['fake.seed_instance(0)', 'faker', true],
  ])('%s: source %s, seeds %s', (expression, source, seeds) => {
    expect(read(`${head}def test_a():\n    ${expression}\n`).randoms.slice(1)).toMatchObject([{ source, seeds }]);
  });

  it.each(['rng.random()', 'fake.add_provider(x)', 'uuid.uuid4()', 'secrets.token_hex()', 'thing.choice()'])(
    '%s is no chance',
    (expression) => {
      expect(read(`${head}def test_a():\n    ${expression}\n`).randoms.slice(1)).toEqual([]);
    },
  );
});

describe('network', () => {
  it.each([
    ['requests.get("https://api.shop.com/a")', 'https://api.shop.com/a', 'api.shop.com'],
    ['requests.request("GET", url="http://u:p@Shop.com:80/")', 'http://u:p@Shop.com:80/', 'shop.com'],
    ['httpx.post(f"https://shop.com/{x}")', 'https://shop.com/', 'shop.com'],
    ['urlopen("http://[::1]:8080/")', 'http://[::1]:8080/', '[::1]'],
    ['socket.create_connection(("db.shop.com", 5432))', 'tcp://db.shop.com:5432', 'db.shop.com'],
    ['page.goto("https://shop.com")', 'https://shop.com', 'shop.com'],
    ['requests.get(BASE)', 'https://base.com', 'base.com'],
  ])('%s', (statement, url, host) => {
    const source = `import requests, httpx, socket\nfrom urllib.request import urlopen\nBASE = "https://base.com"\ndef test_a(page):\n    ${statement}\n`;
    expect(read(source).network).toMatchObject([{ url, host }]);
  });

  it('is seen through a session', () => {
    const source =
      'import aiohttp\nasync def test_a():\n    async with aiohttp.ClientSession() as s:\n        await s.get("http://a.com/")\n';
    expect(read(source).network).toMatchObject([{ host: 'a.com', via: 'aiohttp.ClientSession().get' }]);
  });

  it.each([
    'client.get("/a")',
    'requests.get(url)',
    'requests.get(f"https://{host}/a")',
    'httpx.Client(transport=t).get("http://a.com")',
    'test_client.get("http://testserver/a")',
  ])('is not seen in %s', (statement) => {
    expect(read(`import requests, httpx\ndef test_a(client):\n    ${statement}\n`).network).toEqual([]);
  });

  it('lists literals that are URLs', () => {
    expect(read('x = "postgresql://db/shop"\ny = "see http://a.com"\n"""http://doc"""\n').urls).toMatchObject([
      { url: 'postgresql://db/shop' },
    ]);
  });
});

describe('timers', () => {
  const freeze = 'import freezegun, time_machine\nfrom freezegun import freeze_time\n';

  it('hold for the decorated function', () => {
    const file = read(`${freeze}@freeze_time("2024-01-01")\ndef test_a():\n    pass\n`);
    expect(file.timers).toMatchObject([{ via: 'freezegun.freeze_time', operation: 'fake', scoped: true, function: 1 }]);
  });

  it('hold for the suite of a decorated class', () => {
    const file = read(`${freeze}@freeze_time("2024-01-01")\nclass TestA:\n    pass\n`);
    expect(file.timers[0]?.function).toBe(file.suites[0]?.function);
  });

  it('hold for their with block', () => {
    const file = read(`${freeze}def test_a():\n    with time_machine.travel(0) as t:\n        t.shift(5)\n`);
    expect(file.timers).toMatchObject([
      { operation: 'fake', scoped: true },
      { operation: 'advance', scoped: false },
    ]);
    expect(file.blocks[file.timers[0]?.block ?? 0]?.kind).toBe('with');
  });

  it('are switched on and off by start and stop', () => {
    const file = read(`${freeze}def test_a():\n    f = freeze_time("x")\n    f.start()\n    f.stop()\n`);
    expect(file.timers).toMatchObject([
      { operation: 'fake', scoped: false },
      { operation: 'real', scoped: false },
    ]);
  });

  it('are undone by a registered clean-up', () => {
    const file = read(
      `${freeze}class TestA:\n    def setUp(self):\n        self.f = freeze_time("x")\n        self.f.start()\n        self.addCleanup(self.f.stop)\n`,
    );
    expect(file.timers.map(({ operation }) => operation)).toEqual(['fake', 'real']);
  });

  it('come with the freezer fixture', () => {
    const file = read('def test_a(freezer):\n    freezer.move_to("2024-01-01")\n');
    expect(file.timers).toMatchObject([
      { via: 'freezer', operation: 'fake', scoped: true, function: 1 },
      { operation: 'set-time' },
    ]);
  });
});

describe('interceptions', () => {
  const head = `import responses, respx, httpx
from unittest import mock
from unittest.mock import patch
from app import shop
from fastapi.testclient import TestClient
`;

  it.each([
    ['patch("shop.pay").start()', 'unittest.mock.patch', 'shop.pay'],
    ['mock.patch.object(shop, "pay").start()', 'unittest.mock.patch.object', 'app.shop.pay'],
    ['mocker.patch("shop.pay")', 'mocker.patch', 'shop.pay'],
    ['monkeypatch.setattr("shop.pay", f)', 'monkeypatch.setattr', 'shop.pay'],
    ['monkeypatch.setattr(shop, "pay", f)', 'monkeypatch.setattr', 'app.shop.pay'],
    ['respx.get("https://a.com")', 'respx.get', 'https://a.com'],
    ['responses.add(responses.GET, "https://a.com")', 'responses.add', 'https://a.com'],
    ['httpx.MockTransport(f)', 'httpx.MockTransport', undefined],
    ['TestClient(app)', 'fastapi.testclient.TestClient', undefined],
  ])('%s', (statement, via, target) => {
    const file = read(`${head}def test_a():\n    ${statement}\n`);
    expect(file.interceptions.map((each) => [each.via, each.target])).toEqual([[via, target]]);
  });

  it.each(['@responses.activate', '@respx.mock', '@respx.mock()', '@patch("a.b", 1)'])(
    '%s holds for its test',
    (decorator) => {
      expect(read(`${head}${decorator}\ndef test_a(): pass\n`).interceptions).toMatchObject([{ function: 1 }]);
    },
  );

  it('hold for their with block, also without a call', () => {
    const file = read(`${head}def test_a():\n    with respx.mock:\n        pass\n`);
    expect(file.blocks[file.interceptions[0]?.block ?? 0]?.kind).toBe('with');
  });

  it('come with fixtures that intercept', () => {
    expect(read('def test_a(httpx_mock, db): pass\n').interceptions).toMatchObject([
      { via: 'httpx_mock', target: 'httpx_mock' },
    ]);
  });
});
