import { scopeMismatch } from '../../../src/analysis/rules/scope-mismatch.ts';
import { describeExamples } from './harness.ts';

describeExamples(scopeMismatch);
