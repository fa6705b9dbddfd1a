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
      'The test is empty: it passes without running anything. Write it, or mark it as todo or skipped.',
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
});
