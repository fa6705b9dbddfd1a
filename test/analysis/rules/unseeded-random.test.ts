import { unseededRandom } from '../../../src/analysis/rules/unseeded-random.ts';
import { describeExamples } from './harness.ts';

describeExamples(unseededRandom);
