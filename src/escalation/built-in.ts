import type { FactId } from './facts/fact.ts';
import type { Rank } from './trigger.ts';

/** The lowest rank that lifts each built-in trigger. A policy may raise these, never lower them. */
export const builtInRanks: Readonly<Record<FactId, Rank>> = {
  'production-database': 2,
  'database-fallback': 2,
  'test-infrastructure': 1,
  'edit-outside-tests': 1,
  'external-service': 1,
  'mock-depth': 1,
  'performance-threshold': 1,
  'flaky-persists': 1,
  'new-capability': 1,
  'code-from-text': 1,
  'assertion-removed': 1,
  'test-weakened': 1,
  'oversized-change': 1,
  'hidden-characters': 1,
  // Nobody knows what it would have taken to lift what is in the one, and what the other said.
  'oversized-input': 2,
  'policy-unreadable': 2,
};

export const factIds = Object.keys(builtInRanks);
