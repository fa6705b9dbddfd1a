import { describe, expect, it } from 'vitest';
import { buildPolicy } from '../../src/escalation/policy.ts';
import { parseWorkspacePolicy } from '../../src/escalation/workspace-policy.ts';
import { codeBlocks, isAntiPattern } from './blocks.ts';
import { documents } from './shipped.ts';

/** What the gate says of a policy file: why it cannot be used. */
function problemsOf(text: string): string[] {
  const parsed = parseWorkspacePolicy(text, 'escalation.yaml');
  const { problems } = buildPolicy({ triggers: [], problems: [] }, [parsed]);
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

const policies = documents.flatMap(codeBlocks).filter(({ language }) => language === 'yaml');

describe('the YAML blocks of documents are policies', () => {
  const cases = policies.map((block) => [block.place, block] as const);

  it.each(cases.filter(([, block]) => !isAntiPattern(block)))('%s loads', (_, { code }) => {
    expect(problemsOf(code)).toEqual([]);
  });

  it.each(cases.filter(([, block]) => isAntiPattern(block)))('%s closes the gate', (_, { code }) => {
    expect(problemsOf(code)).toEqual([expect.stringMatching(/Unrecognized key: "allow"/)]);
    const withoutKey = code.replace(/^allow:.*\n/m, '');
    expect(problemsOf(withoutKey)).toEqual([
      expect.stringMatching(/does not compile/),
      expect.stringMatching(/misses its own "match" example/),
    ]);
    const withoutExample = withoutKey.replace(/^ *match: \["load.*\n/m, '');
    expect(problemsOf(withoutExample)).toEqual([expect.stringMatching(/^2: triggers\.0\.match: is missing/)]);
  });
});
