import { asyncMockChain } from '../../../src/analysis/rules/async-mock-chain.ts';
import { describeExamples } from './harness.ts';

describeExamples(asyncMockChain);
