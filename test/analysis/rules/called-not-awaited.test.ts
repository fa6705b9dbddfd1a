import { calledNotAwaited } from '../../../src/analysis/rules/called-not-awaited.ts';
import { describeExamples } from './harness.ts';

describeExamples(calledNotAwaited);
