import { describe, expect, it } from 'vitest';
import { raisesMatch } from '../../../src/analysis/rules/raises-match.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(raisesMatch);

const withMatch = (match: string) => `import pytest


def test_refuses():
    with pytest.raises(TypeError, match=${match}):
        withdraw("x")
`;

describe('raises-match', () => {
  it.each([
    ["'int | None, not .*'", String.raw`r'int \| None, not .*'`],
    ["'int | None (wanted)'", String.raw`r'int \| None \(wanted\)'`],
  ])('escapes in %s only what is no pattern', async (match, escaped) => {
    const { reports } = await check(raisesMatch, { framework: 'pytest', code: withMatch(match) });
    expect(reports.map(({ severity, fix }) => [severity, fix?.edits[0]?.text])).toEqual([[undefined, escaped]]);
  });

  it('leaves a choice alone that stands in a group', async () => {
    const code = withMatch("'(too small | too large)'");
    expect((await check(raisesMatch, { framework: 'pytest', code })).reports).toEqual([]);
  });

  it('is a note where the test itself would show it', async () => {
    const code = withMatch("'withdraw() takes 1 argument'");
    const { reports } = await check(raisesMatch, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });
});
