import { sharedSession } from '../../../src/analysis/rules/shared-session.ts';
import { describeExamples } from './harness.ts';

describeExamples(sharedSession);
