import { syncMockAwaited } from '../../../src/analysis/rules/sync-mock-awaited.ts';
import { describeExamples } from './harness.ts';

describeExamples(syncMockAwaited);
