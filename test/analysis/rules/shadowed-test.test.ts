import { shadowedTest } from '../../../src/analysis/rules/shadowed-test.ts';
import { describeExamples } from './harness.ts';

describeExamples(shadowedTest);
