import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

const python = [
  'import pytest',
  '',
  '',
  '@pytest.mark.parametrize("coin", ["eur", "usd"])',
  'def test_total(coin):',
  '    assert coin',
  '',
  '',
  'class TestCart:',
  '    def test_empty(self):',
  '        assert True',
  '',
].join('\n');
const javascript = `
import { describe, expect, it } from 'vitest';
describe('cart', () => { it('is empty', () => { expect([]).toEqual([]); }); });
it.each([1, 2])('counts %i', (n) => { expect(n).toBe(n); });
`;
const files = {
  'api/pyproject.toml': '[tool.pytest.ini_options]\n',
  'api/tests/test_cart.py': python,
  'web/cart.test.js': javascript,
};

describe('tests to verify', () => {
  it('may be of several projects and runners, and keep the names that people use', async () => {
    const verifier = await bench(files).verifier();
    const report = await verifier.verify({
      tests: ['api/**/test_*.py', 'web'],
      runs: 1,
      strategies: ['repeat'],
      timeoutMs: Infinity,
    });
    expect(report.tests.map(({ id }) => id).sort()).toEqual([
      'api/tests/test_cart.py::TestCart::test_empty',
      'api/tests/test_cart.py::test_total[eur]',
      'api/tests/test_cart.py::test_total[usd]',
      'web/cart.test.js::cart > is empty',
      'web/cart.test.js::counts 1',
      'web/cart.test.js::counts 2',
    ]);
    expect(report).toMatchObject({ status: 'done', runs: 2, failures: 0, runs_planned: 2 });
    const { header } = await verifier.campaign(report.campaign_id);
    expect(header.projects).toMatchObject([
      { runner: 'pytest', folder: 'api', config: 'pyproject.toml' },
      { runner: 'vitest', folder: '' },
    ]);
  });

  it('may be named with and without parameters, and by the title as written', async () => {
    const verifier = await bench(files).verifier();
    const report = await verifier.verify({
      tests: ['api/tests/test_cart.py::test_total', 'web/cart.test.js::counts %i'],
      runs: 1,
      strategies: ['repeat'],
      timeoutMs: Infinity,
    });
    expect(report.tests.map(({ id }) => id.split('::')[1])).toEqual([
      'test_total[eur]',
      'test_total[usd]',
      'counts 1',
      'counts 2',
    ]);
  });

  it('that do not exist are refused with those that do', async () => {
    const verifier = await bench(files).verifier();
    await expect(verifier.verify({ tests: ['api/tests/test_cart.py::test_totals'] })).rejects.toThrow(
      'tests[0] "api/tests/test_cart.py::test_totals": no test of that name. Allowed: "test_total[eur]", "test_total[usd]", "TestCart::test_empty".',
    );
    await expect(verifier.verify({ tests: ['web/basket.test.js'] })).rejects.toThrow(
      'tests[0] "web/basket.test.js": no test file matches "web/basket.test.js".',
    );
    await expect(verifier.verify({ tests: ['../other.py'] })).rejects.toThrow('outside the workspace root');
    await expect(verifier.verify({ tests: [] })).rejects.toThrow('tests is empty');
  });

  it('of a file that cannot be loaded are refused with the reason', async () => {
    const verifier = await bench({ 'test_bad.py': 'import nothing_like_this\n' }).verifier();
    await expect(verifier.verify({ tests: ['test_bad.py'] })).rejects.toThrow(
      /test_bad\.py could not be loaded.*nothing_like_this/s,
    );
  });

  it('of no known runner are refused with what was looked for', async () => {
    const verifier = await bench({ 'package.json': '{}', 'odd.test.js': 'check("x", () => {});\n' }).verifier();
    await expect(verifier.verify({ tests: ['odd.test.js'] })).rejects.toThrow(
      /odd\.test\.js: which runner it belongs to is not known. Looked for: an import of vitest/,
    );
  });
});

it.each([
  [{ runs: 0 }, 'runs is 0. Allowed: whole numbers from 1 to 10000'],
  [{ seed: -1 }, 'seed is -1. Allowed: whole numbers from 1'],
  [{ strategies: [] }, 'strategies: none is named. Allowed: repeat, shuffle'],
])('a request with %j is refused with what is allowed', async (request, message) => {
  const verifier = await bench({}).verifier();
  await expect(verifier.verify({ tests: ['x.test.js'], ...request })).rejects.toThrow(message);
});
