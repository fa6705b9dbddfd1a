import { expect, it } from 'vitest';
import { tooCostly } from '../../src/workspace/glob-limits.ts';

it.each([
  '{*.test.ts,*.spec.ts,*.test.tsx,*.spec.tsx,*_test.ts}',
  '{src,test,packages/*}/**/*.{test,spec,e2e}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
  'packages/**/src/**/*cart*item*.test.*',
  '**/test_{1..50}*.py',
  'tests/@(unit|e2e)/**/!(slow).test.ts',
])('%s is a pattern that people write', (pattern) => {
  expect(tooCostly(pattern)).toBeUndefined();
});

it.each([
  ['wildcards', '*a'.repeat(5)],
  ['wildcards behind a brace', '{*a*b,c}*{d,*e*f}*'],
  ['groups that repeat', '+(a|aa)'.repeat(5)],
  ['folders of any depth', '**/a/'.repeat(5)],
  ['braces', '{a/,b}'.repeat(9)],
  ['braces in braces', `{${'{a,b}{c,d}'.repeat(5)},e}`],
  ['ranges', '{1..20}{a..z}{a/,b}'],
  ['depth', `${'{'.repeat(100_000)}*${'}'.repeat(100_000)}`],
])('a pattern with too many %s is refused, and it is said what is allowed', (_, pattern) => {
  expect(tooCostly(pattern)).toMatch(
    /^would take too long to be matched\. Allowed: .* Pass several patterns, or a folder\.$/,
  );
});
