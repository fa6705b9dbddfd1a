import type { Place } from '../trigger.ts';

/** Facts that the gate can derive from an action. Each is a built-in trigger of its own. */
export type FactId =
  | 'production-database'
  | 'database-fallback'
  | 'test-infrastructure'
  | 'edit-outside-tests'
  | 'external-service'
  | 'mock-depth'
  | 'performance-threshold'
  | 'flaky-persists'
  | 'new-capability'
  | 'code-from-text'
  | 'assertion-removed'
  | 'test-weakened'
  | 'oversized-change'
  | 'hidden-characters'
  | 'oversized-input'
  | 'policy-unreadable';

/** One thing that is true of an action, in a sentence that trigger patterns are matched against. */
export interface Fact {
  readonly id: FactId;
  readonly statement: string;
  readonly where: Place;
  /** What a person should know to decide. */
  readonly reason: string;
}
