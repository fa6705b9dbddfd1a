import { expect, it } from 'vitest';
import { bench } from './bench.ts';

const python = (lines: readonly string[]) =>
  `def test_deep(mocker, db):\n    ${lines.join('\n    ')}\n    assert run() == 3\n`;
const script = (lines: readonly string[], above: readonly string[] = []) =>
  `${above.join('\n')}\nit('is deep', () => {\n  ${lines.join('\n  ')}\n  expect(run()).toBe(3);\n});\n`;
const edited = (text: string) => text.replace('run()', 'run(1)');
const times = (count: number, line: (n: number) => string) => Array.from({ length: count }, (_, n) => line(n));
const nested = (depth: number, open: string, inner = '1'): string =>
  depth === 0 ? inner : open.replace('…', nested(depth - 1, open, inner));

async function layersOf(path: string, before: string): Promise<string[]> {
  const { gate } = await bench();
  const { triggers } = await gate.evaluate({ kind: 'apply_fixes', changes: [{ path, before, after: edited(before) }] });
  return triggers
    .filter(({ trigger }) => trigger === 'mock-depth')
    .map(({ matched }) => /\d+/.exec(matched)?.[0] ?? '');
}

it.each([
  ['test_a.py', 'mocker.patch calls', python(times(4, (n) => `mocker.patch("app.a${n}", return_value=1)`))],
  [
    'test_a.py',
    'patches entered on a stack',
    python(['stack = ExitStack()', ...times(4, (n) => `stack.enter_context(patch.object(app, "a${n}"))`)]),
  ],
  ['test_a.py', 'mocks in mocks', python([`db.get = ${nested(4, 'MagicMock(return_value=…)')}`])],
  [
    'a.test.ts',
    'return values in return values',
    script([`db.q = vi.fn()${nested(4, '.mockReturnValue({ a: vi.fn()… })', '')};`]),
  ],
  ['a.test.ts', 'functions in functions', script([`db.q = ${nested(4, 'jest.fn(() => ({ a: … }))')};`])],
  ['a.test.ts', 'spies', script(times(4, (n) => `vi.spyOn(layer${n}, 'call').mockResolvedValue(1);`))],
  [
    'a.test.ts',
    'modules of services',
    script(
      ['run();'],
      ['axios', 'stripe', 'ioredis', '@aws-sdk/client-s3'].map((name) => `vi.mock('${name}');`),
    ),
  ],
])('four layers are more than three, in %s: %s', async (path, _what, text) => {
  expect(await layersOf(path, text)).toEqual(['4']);
});

it.each([
  ['test_a.py', 'three of them', python(times(3, (n) => `mocker.patch("app.a${n}")`))],
  ['test_a.py', 'settings', python(times(5, (n) => `mocker.patch.dict(os.environ, {"A${n}": "1"})`))],
  ['test_a.py', 'attributes put by monkeypatch', python(times(5, (n) => `monkeypatch.setattr(settings, "A${n}", 1)`))],
  [
    'test_a.py',
    'requests',
    python(times(5, (n) => `with client.patch("/a${n}") as answer:\n        assert answer.ok`)),
  ],
  ['test_a.py', 'mocks beside each other', python(times(5, (n) => `db.a${n} = MagicMock(return_value=MagicMock())`))],
  [
    'a.test.ts',
    'modules of its own, and one of a service',
    script(
      ['run();'],
      ['./a', '../b', '@/lib/c', '~/d', 'next/router', 'axios'].map((name) => `vi.mock('${name}');`),
    ),
  ],
  [
    'a.test.ts',
    'several methods of one thing',
    script(times(5, (n) => `vi.spyOn(api, 'call${n}').mockResolvedValue(1);`)),
  ],
  ['a.test.ts', 'spies that only watch', script(times(5, (n) => `vi.spyOn(layer${n}, 'call');`))],
  [
    'a.test.ts',
    'what is kept quiet',
    script(
      ['console', 'process', 'Date', 'Math'].map((name) => `vi.spyOn(${name}, 'x').mockImplementation(() => {});`),
    ),
  ],
  ['a.test.ts', 'functions beside each other', script(times(5, (n) => `const f${n} = vi.fn(() => ({ a: vi.fn() }));`))],
])('are no layers over a test, in %s: %s', async (path, _what, text) => {
  expect(await layersOf(path, text)).toEqual([]);
});
