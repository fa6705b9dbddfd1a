import { raisesMatch } from '../../../src/analysis/rules/raises-match.ts';
import { describeExamples } from './harness.ts';

describeExamples(raisesMatch);
