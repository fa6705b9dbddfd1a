import { focusedTest } from '../../../src/analysis/rules/focused-test.ts';
import { describeExamples } from './harness.ts';

describeExamples(focusedTest);
