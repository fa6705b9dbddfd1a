import { noAssertion } from '../../../src/analysis/rules/no-assertion.ts';
import { describeExamples } from './harness.ts';

describeExamples(noAssertion);
