import { joinTransactionMode } from '../../../src/analysis/rules/join-transaction-mode.ts';
import { describeExamples } from './harness.ts';

describeExamples(joinTransactionMode);
