import { fixedSleep } from '../../../src/analysis/rules/fixed-sleep.ts';
import { describeExamples } from './harness.ts';

describeExamples(fixedSleep);
