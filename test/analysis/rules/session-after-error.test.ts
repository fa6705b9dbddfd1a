import { sessionAfterError } from '../../../src/analysis/rules/session-after-error.ts';
import { describeExamples } from './harness.ts';

describeExamples(sessionAfterError);
