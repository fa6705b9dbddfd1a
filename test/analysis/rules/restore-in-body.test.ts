import { describe, expect, it } from 'vitest';
import { restoreInBody } from '../../../src/analysis/rules/restore-in-body.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(restoreInBody);

const found = async (code: string) => (await check(restoreInBody, { framework: 'vitest', code })).reports;

const file = (body: string, above = '') => `${above}
it('shows the error', () => {
  ${body}
});
it('shows the cart', () => {
  expect(page()).toBe('cart');
});
`;
const spy = `const load = vi.spyOn(api, 'load').mockReturnValue(1);`;
const claim = `expect(page()).toBe('down');`;

describe('restore-in-body', () => {
  it.each([
    ['a spy', `${spy}\n  ${claim}\n  load.mockRestore();`, 'warning'],
    ['all spies', `${spy}\n  ${claim}\n  vi.restoreAllMocks();`, 'warning'],
    [
      'a silenced console',
      `const log = vi.spyOn(console, 'log').mockReturnValue();\n  ${claim}\n  log.mockRestore();`,
      'info',
    ],
    ['stubbed globals', `vi.stubGlobal('fetch', f);\n  ${claim}\n  vi.unstubAllGlobals();`, 'warning'],
    ['a stubbed environment', `vi.stubEnv('A', 'b');\n  ${claim}\n  vi.unstubAllEnvs();`, 'warning'],
  ])('reports %s', async (_what, body, severity) => {
    expect((await found(file(body))).map((report) => report.severity)).toEqual([severity]);
  });

  it.each([
    [
      'nothing can fail between',
      file(`${spy}\n  const text = page();\n  load.mockRestore();\n  expect(text).toBe('down');`),
    ],
    [
      'a hook restores as well',
      file(`${spy}\n  ${claim}\n  load.mockRestore();`, 'afterEach(() => { vi.restoreAllMocks(); });'),
    ],
    [
      'the restored spy is another one',
      file(`const other = vi.spyOn(api, 'other');\n  ${claim}\n  other.mockRestore();`),
    ],
    [
      'it is a global, which leaked-global looks at',
      file(`const fetch = globalThis.fetch;\n  globalThis.fetch = vi.fn();\n  ${claim}\n  globalThis.fetch = fetch;`),
    ],
    ['it runs in finally', file(`${spy}\n  try { ${claim} } finally { load.mockRestore(); }`)],
    [
      'no test follows',
      `it('is empty', () => { expect(page()).toBe(''); });\nit('fails', () => {\n  ${spy}\n  ${claim}\n  load.mockRestore();\n});\n`,
    ],
  ])('is silent when %s', async (_when, code) => {
    expect(await found(code)).toEqual([]);
  });

  it('keeps a restore that something follows', async () => {
    const code = file(
      `${spy}\n  ${claim}\n  load.mockRestore();\n  expect(page()).toBe('up');\n  expect(load).toBeDefined();`,
    );
    expect(await applyFixes(restoreInBody, { framework: 'vitest', code })).toContain('  load.mockRestore();\n');
  });
});

describe('restore-in-body: patchers of Python', () => {
  const started = async (body: string, framework: 'pytest' | 'unittest' = 'pytest') => {
    const head = 'from unittest import TestCase\nfrom unittest.mock import patch\n\n\n';
    const [self, open, indent] =
      framework === 'unittest' ? ['self', 'class TestShop(TestCase):\n    ', '    '] : ['', '', ''];
    const lines = body.split('\n').join(`\n    ${indent}`);
    const code = `${head}${open}def test_down(${self}):\n    ${indent}${lines}\n\n${indent}def test_up(${self}):\n    ${indent}assert page() == "up"\n`;
    return (await check(restoreInBody, { framework, code })).reports.map(({ message }) => message);
  };
  const start = 'p = patch("shop.orders.audit")\np.start()\n';

  it('sees one that an assertion keeps from being stopped', async () => {
    expect(await started(`${start}assert page() == "down"\np.stop()`)).toEqual([
      'The patch that starts here is stopped in the body. When an assertion between fails, that line never runs and the tests that follow run with the mock. Use the patch in a with block.',
    ]);
    expect(await started(`${start}self.assertEqual(page(), "down")\np.stop()`, 'unittest')).toEqual([
      expect.stringContaining('Call self.addCleanup(p.stop).'),
    ]);
  });

  it.each([
    ['nothing can fail between', `${start}seen = page()\np.stop()\nassert seen == "down"`],
    ['it is stopped in finally', `${start}try:\n    assert page() == "down"\nfinally:\n    p.stop()`],
    ['all are stopped', `${start}assert page() == "down"\np.stop()\npatch.stopall()`],
    ['nothing stops it, which unrestored-spy says', `${start}assert page() == "down"`],
  ])('is silent when %s', async (_when, body) => {
    expect(await started(body)).toEqual([]);
  });

  it('is silent when a clean-up stops it as well', async () => {
    const body = `${start}self.addCleanup(p.stop)\nself.assertEqual(page(), "down")\np.stop()`;
    expect(await started(body, 'unittest')).toEqual([]);
  });
});
