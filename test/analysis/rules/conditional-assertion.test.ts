import { conditionalAssertion } from '../../../src/analysis/rules/conditional-assertion.ts';
import { describeExamples } from './harness.ts';

describeExamples(conditionalAssertion);
