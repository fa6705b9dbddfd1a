import { describe, expect, it } from 'vitest';
import { noAssertion } from '../../../src/analysis/rules/no-assertion.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(noAssertion);

describe('no-assertion', () => {
  const severityOf = async (title: string) => {
    const code = `it('${title}', () => {\n  total([]);\n});\n`;
    const { reports } = await check(noAssertion, { framework: 'jest', code });
    return reports.map(({ severity }) => severity ?? noAssertion.severity);
  };

  it.each(['does not throw on null', 'renders', 'works without errors', 'smoke'])(
    'is only worth a look when the title says so: %s',
    async (title) => {
      expect(await severityOf(title)).toEqual(['info']);
    },
  );

  it.each(['works', 'adds up', 'throws nothing away'])('is an error otherwise: %s', async (title) => {
    expect(await severityOf(title)).toEqual(['error']);
  });

  it('believes a comment, also above the first statement', async () => {
    const { reports } = await check(noAssertion, {
      framework: 'pytest',
      code: 'def test_total():\n    # Should not raise\n    total([])\n',
    });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('reads a comment of two lines as one sentence', async () => {
    const code = 'def test_total():\n    # It does not\n    # raise.\n    total([])\n';
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('says that an empty test is empty', async () => {
    const { reports } = await check(noAssertion, {
      framework: 'pytest',
      code: 'def test_total():\n    # later\n    ...\n',
    });
    expect(reports.map(({ message }) => message)).toEqual([
      'The test is empty: it is reported as passed without running anything. Write it, or mark it as skipped, so that the report shows it.',
    ]);
  });

  it.each(['setTimeout(done, 10)', 'setImmediate(done)', 'done()'])(
    'is not taken in by a test that calls itself done: %s',
    async (call) => {
      const code = `describe('app', () => {\n  it('saves', (done) => {\n    app.save();\n    ${call};\n  });\n});\n`;
      const { reports } = await check(noAssertion, { framework: 'mocha', code });
      expect(reports).toHaveLength(1);
    },
  );

  it.each([
    ['validate("x")', []],
    ['other("x")', ['error']],
  ])('takes acceptance for a check where another test expects a refusal: %s', async (call, severities) => {
    const code = `import pytest


def test_good():
    ${call}


def test_bad():
    with pytest.raises(ValueError):
        validate(None)
`;
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity ?? noAssertion.severity)).toEqual(severities);
  });

  it('knows the matchers with which tests of pytest plugins look at output', async () => {
    const code = 'def test_plugin(pytester):\n    pytester.runpytest().stdout.fnmatch_lines(["*1 passed*"])\n';
    expect((await check(noAssertion, { framework: 'pytest', code })).reports).toEqual([]);
  });

  it.each([
    ['Schema({"type": "int"})', ['info']],
    ['class Other(metaclass=Meta):\n        pass', ['info']],
    ['schema = Schema({"type": "int"})', ['error']],
  ])('is only worth a look when making something is the point: %s', async (statement, severities) => {
    const code = `def test_schema():\n    ${statement}\n`;
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity ?? noAssertion.severity)).toEqual(severities);
  });

  it.each([
    ['test_sort_issue_924', ''],
    ['test_sort', '    """https://example.org/project/issues/924"""\n'],
  ])('is only worth a look when the test remembers a bug: %s', async (name, docstring) => {
    const code = `def ${name}():\n${docstring}    sort([])\n`;
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('says of a test that swallows what is raised that it cannot fail', async () => {
    const code = 'def test_total():\n    try:\n        total([])\n    except Exception:\n        pass\n';
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ message }) => message)).toEqual([expect.stringContaining('the test cannot fail')]);
  });

  it.each([
    'from sqlalchemy.testing import eq_\n\n\ndef test_total():\n    eq_(total([1]), 1)\n',
    'def test_total(httpx_mock):\n    httpx_mock.add_response()\n    fetch()\n',
  ])('knows what checks in other ways: %s', async (code) => {
    expect((await check(noAssertion, { framework: 'pytest', code })).reports).toEqual([]);
  });

  const inVitest = async (body: string, above = '') => {
    const code = `import { expect, it } from 'vitest';\n\n${above}it('saves', async () => {\n${body}});\n`;
    const { reports } = await check(noAssertion, { framework: 'vitest', code });
    return reports.map(({ severity }) => severity ?? noAssertion.severity);
  };

  it.each([
    ["  await new Promise<void>((resolve) => {\n    app.once('saved', () => resolve());\n  });\n", []],
    ['  await new Promise((resolve) => setTimeout(resolve, 100));\n', ['error']],
    ['  await new Promise<void>((resolve) => {\n    app.save();\n    resolve();\n  });\n', ['error']],
  ])('takes waiting for a callback for a check, not waiting for a timer: %s', async (body, severities) => {
    expect(await inVitest(body)).toEqual(severities);
  });

  it('takes a wait for a signal of another test for a check', async () => {
    const other = "const saved = defer();\nit('signals', () => {\n  saved.resolve();\n});\n";
    expect(await inVitest('  await saved;\n', other)).toEqual([]);
    expect(await inVitest('  await app.save();\n', 'const app = start();\n')).toEqual(['error']);
  });

  it('believes a helper that throws what its name promises', async () => {
    const helper = (name: string) => `function ${name}() {\n  if (app.open) throw new Error('open');\n}\n`;
    expect(await inVitest('  checkClosed();\n', helper('checkClosed'))).toEqual([]);
    expect(await inVitest('  close();\n', helper('close'))).toEqual(['error']);
  });

  it('leaves a test alone that runs what its wrapper is given', async () => {
    const code = 'const itOnBoth = (title, run) => {\n  it(title, () => run(cache));\n};\n';
    expect((await check(noAssertion, { framework: 'jest', code })).reports).toEqual([]);
  });

  it.each([
    ["await page.getByRole('button').click();", ['info']],
    ["await page.getByRole('button').isVisible();", ['error']],
  ])('is only worth a look when the last action is the point: %s', async (statement, severities) => {
    const code = `import { test } from '@playwright/test';\n\ntest('opens', async ({ page }) => {\n  ${statement}\n});\n`;
    const { reports } = await check(noAssertion, { framework: 'playwright', code });
    expect(reports.map(({ severity }) => severity ?? noAssertion.severity)).toEqual(severities);
  });

  it('is only worth a look when the last step waits for what the test has started', async () => {
    expect(await inVitest('  const saved = app.save();\n  app.close();\n  await saved;\n')).toEqual(['info']);
    expect(await inVitest('  const pause = sleep(100);\n  await pause;\n')).toEqual(['error']);
  });

  it('leaves a test alone that calls what always throws or rejects', async () => {
    const always = "function fail1() {\n  throw new Error('x');\n}\n";
    const wrapped =
      'function wrap() {\n  try {\n    fail1();\n  } catch (cause) {\n    throw new Error("y", { cause });\n  }\n}\n';
    const rejects = 'function down() {\n  return Promise.reject(new Error("down"));\n}\n';
    expect(await inVitest('  wrap();\n', always + wrapped)).toEqual([]);
    expect(await inVitest('  wrap();\n', wrapped)).toEqual(['error']);
    expect(await inVitest('  await Promise.any([down()]);\n', rejects)).toEqual([]);
  });

  it.each([
    ['while shop.orders:\n        await asyncio.sleep(0.01)', []],
    ['while time.time() < end:\n        await asyncio.sleep(0.01)', ['error']],
    ['await wait_for_state("open", shop)', []],
    ['async with open_shop():\n        pass', ['info']],
    ['async with open_shop() as shop:\n        shop.sell()', ['error']],
    ['getattr(shop, "sell")', ['info']],
    ['shop.total == 3', []],
  ])('knows what a Python test shows by coming to its end: %s', async (body, severities) => {
    const code = `import asyncio\nimport time\n\n\nasync def test_x(shop, end):\n    ${body}\n`;
    const { reports } = await check(noAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity ?? noAssertion.severity)).toEqual(severities);
  });

  it('reads the link to a bug in a block comment as well', async () => {
    const comment = '/**\n * Has to compile.\n *\n * @see https://github.com/shop/shop/pull/7\n */\n';
    const test = `it('opens', () => {\n  open();\n});\n`;
    const { reports } = await check(noAssertion, { framework: 'jest', code: comment + test });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });
});
