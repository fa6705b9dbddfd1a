import { describe, expect, it } from 'vitest';
import { noAssertion } from '../../../src/analysis/rules/no-assertion.ts';
import { check } from './harness.ts';

async function severities(code: string, files: Readonly<Record<string, string>> = {}) {
  const { reports } = await check(noAssertion, { framework: 'pytest', code, files });
  return reports.map(({ severity }) => severity ?? noAssertion.severity);
}

const testOf = (...lines: readonly string[]) =>
  `def test_shop(shop):\n${lines.map((line) => `    ${line}\n`).join('')}`;

describe('no-assertion in Python', () => {
  it.each([
    ['shop.test_total()'],
    ['test_total = shop.test_total', 'test_total()'],
    ['run = shop.test_total', 'run()'],
  ])('counts a test of another module that is run: %s', async (...lines) => {
    expect(await severities(testOf(...lines))).toEqual([]);
  });

  it.each([['shop.total()'], ['shop.test_client()'], ['result = shop.test_total()']])(
    'finds other calls: %s',
    async (line) => {
      expect(await severities(testOf(line))).toEqual(['error']);
    },
  );

  it('finds a call of a test of the file that asserts nothing either', async () => {
    const code = 'def test_one():\n    total([])\n\n\ndef test_two():\n    test_one()\n';
    expect(await severities(code)).toEqual(['error', 'error']);
  });

  it.each([
    ['@testing.skip_if(lambda: True, "no mapping")', []],
    ['@testing.skip_if(lambda: old, "no mapping")', ['error']],
    ['@pytest.mark.skipif(True, reason="no mapping")', []],
    ['@pytest.mark.skipif(old, reason="no mapping")', ['error']],
  ])('leaves a test alone that never runs: %s', async (decorator, expected) => {
    const code = `import pytest\nfrom shop import old, testing\n\n\n${decorator}\ndef test_shop():\n    pass\n`;
    expect(await severities(code)).toEqual(expected);
  });

  it.each([
    [['shop(1)'], 'info'],
    [['run = shop', 'run(1)'], 'info'],
    [['shop.open()', 'shop(1)'], 'error'],
  ])('only mentions a test that calls what an unknown fixture gives: %j', async (lines, severity) => {
    expect(await severities(testOf(...lines))).toEqual([severity]);
  });

  it('finds a test that calls what a known fixture gives, which asserts nothing', async () => {
    const conftest = 'import pytest\n\n\n@pytest.fixture\ndef shop():\n    return lambda count: count\n';
    expect(await severities(testOf('shop(1)'), { 'conftest.py': conftest })).toEqual(['error']);
  });

  it.each([
    [['shop.query(Item).one()'], 'info'],
    [['with shop.begin() as session:', '    session.execute(query).scalar_one()'], 'info'],
    [['shop.query(Item).first()'], 'error'],
    [['shop.query(Item).one()', 'shop.close()'], 'error'],
  ])('knows a last step that wants exactly one row: %j', async (lines, severity) => {
    expect(await severities(testOf(...lines))).toEqual([severity]);
  });

  it.each([
    [['SHOP_SCHEMA(shop)'], []],
    [['webtest.post("/cart", status=403)'], []],
    [['page.form.submit(status=200)'], []],
    [['webtest.post("/cart")'], ['error']],
    [['shop.sell(pretend.stub())'], ['info']],
    [['shop.sell(mocker.sentinel.buyer)'], ['info']],
    [['"""Making sure the hints can be resolved."""', 'shop.hints()'], ['info']],
    [['# can be imported without its dependencies', 'shop.reload()'], ['info']],
  ])('knows calls that refuse by themselves: %j', async (lines, expected) => {
    expect(await severities(testOf(...lines))).toEqual(expected);
  });

  it('only mentions a test in which every warning is an error', async () => {
    const lines = (action: string) => [
      'with warnings.catch_warnings():',
      `    warnings.simplefilter("${action}")`,
      '    shop.open()',
    ];
    expect([await severities(testOf(...lines('error'))), await severities(testOf(...lines('ignore')))]).toEqual([
      ['info'],
      ['error'],
    ]);
  });

  it.each([
    ['Checking', []],
    ['Other', ['error']],
  ])('counts the asserts of a class of the file that is run by its name: %s', async (name, expected) => {
    const code = `class Checking:\n    def __call__(self, request):\n        assert request.user\n\n\n@override_settings(MIDDLEWARE=("tests.test_shop.${name}",))\ndef test_shop(client):\n    client.get("/")\n`;
    expect(await severities(code)).toEqual(expected);
  });
});
