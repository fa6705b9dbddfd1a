/** The closed lists that pattern documents draw from. Causes and topics are the ones that findings use. */

export const LANGUAGES = ['python', 'typescript'] as const;
export type PatternLanguage = (typeof LANGUAGES)[number];

export {
  type Cause as PatternCause,
  causes as CAUSES,
  type Topic as PatternTopic,
  topics as TOPICS,
} from '../analysis/rule.ts';

export const FRAMEWORKS = ['pytest', 'unittest', 'vitest', 'jest', 'mocha', 'node:test', 'playwright'] as const;
export type PatternFramework = (typeof FRAMEWORKS)[number];

/** Every document has these `##` sections, in this order. */
export const SECTIONS = [
  'When to use it',
  'The pattern',
  'The anti-pattern',
  'Check that it worked',
  'Pitfalls',
] as const;
