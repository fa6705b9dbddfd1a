import { asyncSymptoms } from './async.ts';
import { isolationSymptoms } from './isolation.ts';
import { outsideSymptoms } from './outside-world.ts';
import type { LineSymptom } from './symptom.ts';
import { codeSymptoms } from './wrong-code.ts';

export type { LineSymptom, Shown, Symptom, ValueSymptom } from './symptom.ts';
export { valueSymptoms } from './values.ts';

/** Every sign that one line can show. */
export const lineSymptoms: readonly LineSymptom[] = [
  ...asyncSymptoms,
  ...outsideSymptoms,
  ...isolationSymptoms,
  ...codeSymptoms,
];
