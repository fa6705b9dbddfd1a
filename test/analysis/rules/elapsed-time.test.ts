import { elapsedTime } from '../../../src/analysis/rules/elapsed-time.ts';
import { describeExamples } from './harness.ts';

describeExamples(elapsedTime);
