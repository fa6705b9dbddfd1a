import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

async function withoutAssertion(files: Record<string, string>): Promise<(string | undefined)[]> {
  const workspace = tempWorkspace(files);
  const analyzer = new Analyzer(await workspace.open(), rules);
  const { findings } = await analyzer.analyze({ rules: ['no-assertion'] });
  return findings.map((finding) => finding.test);
}

describe('what counts as a check when it happens in a function that the test calls', () => {
  it('is no assert statement of the tested code', async () => {
    const files = {
      'shop/orders.py': 'def ship(order):\n    assert order.paid\n    return order\n',
      'tests/test_orders.py': 'from shop.orders import ship\n\n\ndef test_ship(order):\n    ship(order)\n',
    };
    expect(await withoutAssertion(files)).toEqual(['test_ship']);
  });

  it('is no method of a tested class, whatever it is called', async () => {
    const files = {
      'shop/orders.py':
        'class Orders:\n    def load(self):\n        self.validate()\n\n    def validate(self):\n        assert self.open\n',
      'tests/test_orders.py':
        'from shop.orders import Orders\n\n\ndef test_load():\n    orders = Orders()\n    orders.load()\n',
    };
    expect(await withoutAssertion(files)).toEqual(['test_load']);
  });

  it('is no node:assert in the tested code', async () => {
    const files = {
      'src/orders.ts':
        "import assert from 'node:assert';\nexport function ship(order) {\n  assert.ok(order.paid);\n  return order;\n}\n",
      'src/orders.test.ts':
        "import { it } from 'vitest';\nimport { ship } from './orders';\nit('ships', () => {\n  ship({ paid: true });\n});\n",
    };
    expect(await withoutAssertion(files)).toEqual(['ships']);
  });

  it.each([
    'tests/helpers.py',
    'tests/shop/steps.py',
    'shop/testing.py',
    'shop/test_utils.py',
    'shop/testing/steps.py',
  ])('is an assert statement in %s', async (path) => {
    const module = path.replace(/\.py$/, '').replaceAll('/', '.');
    const files = {
      [path]: 'def ship_it(order):\n    assert order.paid\n',
      'tests/test_orders.py': `from ${module} import ship_it\n\n\ndef test_ship(order):\n    ship_it(order)\n`,
    };
    expect(await withoutAssertion(files)).toEqual([]);
  });

  it('is an assert statement in a module that imports pytest', async () => {
    const files = {
      'shop/steps.py': 'import pytest\n\n\ndef ship_it(order):\n    assert order.paid\n',
      'tests/test_orders.py': 'from shop.steps import ship_it\n\n\ndef test_ship(order):\n    ship_it(order)\n',
    };
    expect(await withoutAssertion(files)).toEqual([]);
  });

  it('is an expect in any module', async () => {
    const files = {
      'src/steps.ts': 'export function shipIt(order) {\n  expect(order.paid).toBe(true);\n}\n',
      'src/orders.test.ts':
        "import { it } from 'vitest';\nimport { shipIt } from './steps';\nit('ships', () => {\n  shipIt({ paid: true });\n});\n",
    };
    expect(await withoutAssertion(files)).toEqual([]);
  });

  const inPlaywright = (fixtures: string, more: Record<string, string> = {}) => ({
    'tests/fixtures.ts': fixtures,
    'tests/shop.spec.ts':
      "import { test } from './fixtures';\ntest('shows', async ({ shop }) => {\n  shop.title;\n});\n",
    'playwright.config.ts': "import { defineConfig } from '@playwright/test';\nexport default defineConfig({});\n",
    ...more,
  });
  const extended = (name: string, body: string, from = '@playwright/test') =>
    `import { expect, test as base } from '${from}';\nexport const test = base.extend({\n  ${name}: ${body},\n});\n`;
  const checked = 'async ({ page }, use) => {\n    await use(page);\n    expect(page.errors).toEqual([]);\n  }';
  const plain = 'async ({ page }, use) => {\n    await use(page);\n  }';

  it('is an expect of the fixture that an imported test was extended with', async () => {
    expect(await withoutAssertion(inPlaywright(extended('shop', checked)))).toEqual([]);
    expect(await withoutAssertion(inPlaywright(extended('shop', plain)))).toEqual(['shows']);
    expect(await withoutAssertion(inPlaywright(extended('other', checked)))).toEqual(['shows']);
  });

  it('is an expect of a fixture that forces itself on the test, or of one that its fixture asks for', async () => {
    expect(await withoutAssertion(inPlaywright(extended('errors', `[${checked}, { auto: true }]`)))).toEqual([]);
    const files = { 'tests/base.ts': extended('page', checked) };
    expect(await withoutAssertion(inPlaywright(extended('shop', plain, './base'), files))).toEqual([]);
  });

  it.each([
    ['a decorator of the test that asserts', '@checks.call_count(3)\ndef test_total():\n    run()\n'],
    ['a function of a submodule', 'def test_total():\n    checks.run_both()\n'],
    ["a library's check in a helper", 'def test_total():\n    checks.run_library()\n'],
    [
      'a method of a base class in another module',
      'class TestTotal(checks.Base):\n    def test_total(self):\n        self.run_pair()\n',
    ],
  ])('is %s', async (_, code) => {
    const files = {
      'pytest.ini': '[pytest]\n',
      'lib/shop/testing/__init__.py': '',
      'lib/shop/testing/checks.py': `from nose.tools import eq_
from .base import Base as Base


def call_count(times):
    def wrap(fn):
        if count() != times:
            raise AssertionError(times)
        return fn
    return wrap


def run_both():
    assert one() == two()


def run_library():
    eq_(one(), two())
`,
      'lib/shop/testing/base.py': 'class Base:\n    def run_pair(self):\n        assert one() == two()\n',
      'test/test_total.py': `from shop.testing import checks\n\n\n${code}`,
    };
    expect(await withoutAssertion(files)).toEqual([]);
  });

  it('is no decorator that only runs the test', async () => {
    const files = {
      'pytest.ini': '[pytest]\n',
      'test_a.py': 'def repeat(times):\n    return lambda fn: fn\n\n\n@repeat(3)\ndef test_total():\n    run()\n',
    };
    expect(await withoutAssertion(files)).toEqual(['test_total']);
  });
});
