import { describe, expect, it } from 'vitest';
import { Analyzer, rules, suppressionRule } from '../../src/analysis/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

async function findingsOf(name: string, code: string, only?: readonly string[]) {
  const analyzer = new Analyzer(await tempWorkspace({ [name]: code }).open(), rules);
  const { findings } = await analyzer.analyze({ rules: only });
  return findings.map((finding) => `${finding.rule}: ${finding.message}`);
}

const test = (comment: string) =>
  `import { it } from 'vitest';\n${comment}\nit('compiles', () => {\n  compile();\n});\n`;

describe('a suppression comment', () => {
  it('silences the finding of the next line of code', async () => {
    expect(
      await findingsOf('a.test.ts', test('// testing-patterns: ignore[no-assertion] the compiler checks')),
    ).toEqual([]);
  });

  it('silences the finding of its own line', async () => {
    const code = 'def test_x():  # testing-patterns: ignore[no-assertion] must only not raise\n    run()\n';
    expect(await findingsOf('test_a.py', code)).toEqual([]);
  });

  it('above the decorators speaks of the test below them', async () => {
    const code =
      'import pytest\n\n\n# testing-patterns: ignore[no-assertion] must only not raise\n@pytest.mark.usefixtures("tmp_path")\ndef test_x():\n    run()\n';
    expect(await findingsOf('test_a.py', code)).toEqual([]);
  });

  it('needs a reason', async () => {
    expect(await findingsOf('a.test.ts', test('// testing-patterns: ignore[no-assertion]'))).toEqual(
      [
        expect.stringContaining('suppression: A suppression needs a reason'),
        expect.stringContaining('no-assertion: '),
      ].toSorted(),
    );
  });

  it('is reported when it silences nothing', async () => {
    const code = test('// testing-patterns: ignore[no-assertion, fixed-sleep] the compiler checks');
    expect(await findingsOf('a.test.ts', code)).toEqual([
      expect.stringContaining('Suppresses "fixed-sleep", which reports nothing'),
    ]);
  });

  it('is not called unused when its rule did not run', async () => {
    const code = test('// testing-patterns: ignore[fixed-sleep] slow device');
    expect(await findingsOf('a.test.ts', code, ['no-assertion'])).toEqual([expect.stringContaining('no-assertion: ')]);
  });

  it('with an unknown rule is reported', async () => {
    const code = test('// testing-patterns: ignore[no-asertion] the compiler checks');
    expect(await findingsOf('a.test.ts', code)).toContainEqual(
      expect.stringContaining('There is no rule "no-asertion"'),
    );
  });

  it('that cannot be read is reported', async () => {
    const code = test('// testing-patterns: disable no-assertion');
    expect(await findingsOf('a.test.ts', code)).toContainEqual(
      expect.stringContaining('Not a suppression this tool understands'),
    );
  });
});

describe('the suppression rule', () => {
  it.each(suppressionRule.examples.bad.map((example) => [example.framework, example.code]))(
    'reports its bad %s example',
    async (framework, code) => {
      const found = await findingsOf(framework === 'pytest' ? 'test_a.py' : 'a.test.ts', code);
      expect(found).toContainEqual(expect.stringMatching(/^suppression: /));
    },
  );

  it.each(suppressionRule.examples.good.map((example) => [example.framework, example.code]))(
    'leaves its good %s example alone',
    async (_framework, code) => {
      expect(await findingsOf('a.test.ts', code)).toEqual([]);
    },
  );
});
