import { realNetwork } from '../../../src/analysis/rules/real-network.ts';
import { describeExamples } from './harness.ts';

describeExamples(realNetwork);
