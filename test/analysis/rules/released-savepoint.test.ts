import { releasedSavepoint } from '../../../src/analysis/rules/released-savepoint.ts';
import { describeExamples } from './harness.ts';

describeExamples(releasedSavepoint);
