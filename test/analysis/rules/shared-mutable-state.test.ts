import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { orderDependence } from '../../../src/analysis/rules/order-dependence.ts';
import { sharedMutableState } from '../../../src/analysis/rules/shared-mutable-state.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(sharedMutableState);

const findings = async (example: Example) =>
  (await check(sharedMutableState, example)).reports.map(
    ({ at, severity }) => `${severity}: ${example.code.slice(at.start, at.end)}`,
  );

const vitest = (body: string): Example => ({
  framework: 'vitest',
  code: `import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';\n\n${body}`,
});

describe('shared-mutable-state: what counts as shared', () => {
  it('names the test that writes and the test that reads', async () => {
    const { reports } = await check(
      sharedMutableState,
      vitest(`let limit = 1;
it('has a limit', () => {
  expect(allowed(limit)).toBe(1);
});
it('raises the limit', () => {
  limit = 5;
  expect(allowed(limit)).toBe(5);
});
`),
    );
    expect(reports.map((report) => report.message)).toEqual([
      expect.stringContaining('"raises the limit" changes limit, which "has a limit" reads'),
    ]);
  });

  it('does not count a property that the other test does not look at', async () => {
    const example = vitest(`const request = { url: '/', method: 'GET' };
it('posts', () => {
  request.method = 'POST';
  expect(send(request.method)).toBe(201);
});
it('asks', () => {
  expect(request.url).toBe('/');
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('does not count a test that puts the value back', async () => {
    const example = vitest(`let limit = 1;
it('raises the limit', () => {
  limit = 5;
  expect(allowed(limit)).toBe(true);
  limit = 1;
});
it('has a limit', () => {
  expect(limit).toBe(1);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('counts a value that only beforeAll sets', async () => {
    const example = vitest(`let rows: string[] = [];
beforeAll(() => {
  rows = ['a'];
});
it('adds', () => {
  rows.push('b');
  expect(rows).toContain('b');
});
it('has one', () => {
  expect(rows).toHaveLength(1);
});
`);
    expect(await findings(example)).toEqual(['error: rows']);
  });

  it('follows a hook into the function that it names', async () => {
    const example = vitest(`const seen: string[] = [];
function forget() {
  seen.length = 0;
}
afterEach(forget);
it('sees', () => {
  seen.push('a');
  expect(seen).toEqual(['a']);
});
it('sees nothing', () => {
  expect(seen).toEqual([]);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('does not let the hook of one suite speak for another', async () => {
    const example = vitest(`const seen: string[] = [];
describe('first', () => {
  beforeEach(() => {
    seen.length = 0;
  });
  it('sees', () => {
    seen.push('a');
    expect(seen).toEqual(['a']);
  });
});
describe('second', () => {
  it('sees nothing', () => {
    expect(seen).toEqual([]);
  });
});
`);
    expect(await findings(example)).toEqual(['error: seen']);
  });

  it('follows a test into the helper that rebuilds the value', async () => {
    const example = vitest(`let server: Server;
async function boot() {
  server = await start();
}
it('answers', async () => {
  await boot();
  expect(server.ask()).toBe('yes');
});
it('crashes', async () => {
  server = await start({ crash: true });
  expect(server.ask()).toBe('no');
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('does not guess what methods of unknown objects do', async () => {
    const example = vitest(`const files = createFakeFiles();
it('writes', () => {
  files.append('a', 'x');
  expect(files.read('a')).toBe('x');
});
it('is stable', () => {
  expect(files.read('b')).toBe('');
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('does not take a request for a change of the client', async () => {
    const example = vitest(`const api = createClient();
it('refuses to delete', async () => {
  const answer = await api.delete('/me');
  expect(answer.status).toBe(405);
});
it('answers', async () => {
  expect((await api.get('/me')).status).toBe(200);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('leaves tests alone that are declared to run in order', async () => {
    const code = `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'serial' });
let id = '';
test('creates', async ({ page }) => {
  id = await create(page);
  expect(id).toBeTruthy();
});
test('deletes', async ({ page }) => {
  expect(await remove(page, id)).toBe(true);
});
`;
    expect(await findings({ framework: 'playwright', code })).toEqual([]);
  });

  it('warns of a single test that counts what it adds', async () => {
    const example = vitest(`const log: string[] = [];
it('logs', () => {
  log.push('a');
  expect(log).toHaveLength(1);
});
`);
    expect(await findings(example)).toEqual(['warning: log']);
  });
});

describe('shared-mutable-state: its fixes', () => {
  it('offers none where one test replaces what the other reads', async () => {
    const example = vitest(`let limit = 1;
it('has a limit', () => {
  expect(allowed(limit)).toBe(1);
});
it('raises the limit', () => {
  limit = 5;
  expect(allowed(limit)).toBe(5);
});
`);
    expect(await applyFixes(sharedMutableState, example)).toBe(example.code);
  });

  it('puts the attribute into the setUp that is there', async () => {
    const code = `import unittest


class CartTest(unittest.TestCase):
    items = []

    def setUp(self):
        self.cart = Cart()

    def test_adds(self):
        self.items.append(1)
        self.assertEqual(self.items, [1])

    def test_empty(self):
        self.assertEqual(self.items, [])
`;
    const mended = code
      .replace('    items = []\n', '')
      .replace('(self):\n        self.cart', '(self):\n        self.items = []\n        self.cart');
    expect(await applyFixes(sharedMutableState, { framework: 'unittest', code })).toBe(mended);
  });
});

describe('shared-mutable-state: what Python declares in a function', () => {
  const found = async (code: string) =>
    (await check(sharedMutableState, { framework: 'pytest', code })).reports.map(
      ({ message }) => message.split(',')[0],
    );

  it('takes `global x; x = …` for a value of each test', async () => {
    const test = (name: string) => `def ${name}():\n    global size\n    size = 1\n    assert size == 1\n\n`;
    expect(await found(test('test_a') + test('test_b'))).toEqual([]);
    // Nobody but the tests makes it, so one that only reads it needs them: order-dependence says so.
    const code = `${test('test_a')}${test('test_b')}def test_c():\n    assert size == 1\n`;
    expect(await found(code)).toEqual([]);
    expect((await check(orderDependence, { framework: 'pytest', code })).reports).toHaveLength(1);
  });

  it('does not take a method of what started as None for a change', async () => {
    const code = `table = None

def setup_module():
    global table
    table = make()

def test_inserts():
    assert str(table.insert()) == "INSERT"

def test_updates():
    assert str(table.update()) == "UPDATE"
`;
    expect(await found(code)).toEqual([]);
  });

  it('does not take what is refused for a change', async () => {
    const code = `import pytest

POINT = Point(1, 2)

def test_is_frozen():
    with pytest.raises(AttributeError):
        POINT.x = 3

def test_reads():
    assert POINT.x == 1
`;
    expect(await found(code)).toEqual([]);
    expect(await found(code.replace('with pytest.raises(AttributeError):', 'if True:'))).toHaveLength(1);
  });

  it('does not take a test for a reader that gives the value itself', async () => {
    const writer = 'kind = "plain"\n\ndef test_a():\n    global kind\n    kind = Kind\n    assert make().kind\n\n';
    const branches = '    if old():\n        kind = Old\n    else:\n        kind = New\n    assert kind.name == "a"\n';
    expect(await found(`${writer}def test_b():\n    global kind\n${branches}`)).toEqual([]);
    expect(await found(`${writer}def test_b():\n    assert kind.name == "a"\n`)).toHaveLength(1);
    const runs = (scope: string) => `def test_b():\n    exec("kind = New", ${scope})\n    assert kind.name == "a"\n`;
    expect(await found(writer + runs('globals()'))).toEqual([]);
    expect(await found(writer + runs('{}'))).toHaveLength(1);
  });

  it('counts a look before the value is given', async () => {
    const test = (name: string) => `def ${name}():\n    global size\n    assert size == 0\n    size = 1\n\n`;
    expect(await found(`size = 0\n\n${test('test_a')}${test('test_b')}`)).toHaveLength(1);
  });

  it.each([
    ["await store.set('a', 1)", 0],
    ["store.set('a', 1)", 1],
  ])('takes what is awaited for a word to a client, not for a container: %s', async (write, findings) => {
    const code = `let store;\nbeforeAll(() => {\n  store = open();\n});\nit('a', async () => {\n  ${write};\n  expect(store.size).toBe(1);\n});\nit('b', () => {\n  expect(store.size).toBe(0);\n});\n`;
    const { reports } = await check(sharedMutableState, { framework: 'jest', code });
    expect(reports).toHaveLength(findings);
  });
});
