import { expect, it } from 'vitest';
import { bench } from './bench.ts';

async function hostsReached(path: string, line: string, above = ''): Promise<string[]> {
  const { gate } = await bench();
  const python = path.endsWith('.py');
  const test = (body: string) =>
    python
      ? `${above}\ndef test_a():\n    x = 1\n    ${body}\n`
      : `${above}\nit('x', async () => {\n  const x = 1;\n  ${body}\n});\n`;
  const changes = [{ path, before: test(''), after: test(line) }];
  const { triggers } = await gate.evaluate({ kind: 'apply_fixes', changes });
  return triggers.filter(({ kind }) => kind === 'fact').map(({ matched }) => matched.split(': ')[1] ?? '');
}

it.each([
  ['test_a.py', 'answer = requests.get("https://api.acme.io/rate")'],
  ['test_a.py', 'answer = httpx.post("https://api.acme.io/rate")'],
  ['test_a.py', 'client = httpx.AsyncClient(base_url="https://api.acme.io")'],
  ['test_a.py', 'with urlopen("https://api.acme.io/rate") as answer: pass'],
  ['test_a.py', 'assert requests.get("https://api.acme.io/rate").ok'],
  ['a.test.ts', "const answer = await fetch('https://api.acme.io/rate');"],
  ['a.test.ts', "const answer = await axios.get('https://api.acme.io/rate');"],
  ['a.test.ts', "const api = axios.create({ baseURL: 'https://api.acme.io' });"],
  ['a.test.ts', "const socket = new WebSocket('wss://api.acme.io');"],
])('a real host is reached, in %s: %s', async (path, line) => {
  expect(await hostsReached(path, line)).toEqual(['api.acme.io']);
});

it.each([
  ['test_a.py', 'url = httpx.URL("https://api.acme.io/rate")', ''],
  ['test_a.py', 'url = yarl.URL("https://...")', 'import requests'],
  ['test_a.py', 'client = httpx.Client(transport=httpx.ASGITransport(app), base_url="https://api.acme.io")', ''],
  ['test_a.py', 'page = client.get("/docs"); \n    assert "https://cdn.acme.io" in page.text', ''],
  ['test_a.py', 'with create_test_client(base_url="https://api.acme.io") as client: client.get("/")', ''],
  ['test_a.py', 'answer = client.get("https://api.acme.io/rate")', 'client = TestClient(app)'],
  ['a.test.ts', "expect(new URL('https://api.acme.io/rate').host).toBe('api.acme.io');", ''],
  ['a.test.ts', "const answer = await fetch('https://api.acme.io/rate');", "vi.stubGlobal('fetch', fake);"],
])('nobody is reached, in %s: %s', async (path, line, above) => {
  expect(await hostsReached(path, line, above)).toEqual([]);
});
