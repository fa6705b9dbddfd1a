import type { Rule } from '../rule.ts';

/** Every rule, in the order docs list them. */
export const rules: readonly Rule[] = [];
