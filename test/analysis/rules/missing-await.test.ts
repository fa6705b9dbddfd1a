import { missingAwait } from '../../../src/analysis/rules/missing-await.ts';
import { describeExamples } from './harness.ts';

describeExamples(missingAwait);
