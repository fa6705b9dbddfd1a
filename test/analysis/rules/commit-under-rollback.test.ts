import { commitUnderRollback } from '../../../src/analysis/rules/commit-under-rollback.ts';
import { describeExamples } from './harness.ts';

describeExamples(commitUnderRollback);
