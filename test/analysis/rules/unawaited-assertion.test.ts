import { unawaitedAssertion } from '../../../src/analysis/rules/unawaited-assertion.ts';
import { describeExamples } from './harness.ts';

describeExamples(unawaitedAssertion);
