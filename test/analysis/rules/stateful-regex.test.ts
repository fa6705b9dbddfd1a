import { describe, expect, it } from 'vitest';
import { statefulRegex } from '../../../src/analysis/rules/stateful-regex.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(statefulRegex);

describe('stateful-regex', () => {
  it('sees that a test with several cases runs again', async () => {
    const code = `const hex = /[0-9a-f]+/g;

it.each(['a', 'b'])('makes %s', (name) => {
  expect(hex.test(name)).toBe(true);
});
`;
    const { reports } = await check(statefulRegex, { framework: 'jest', code });
    expect(reports).toHaveLength(1);
  });
});
