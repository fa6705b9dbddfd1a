import { overbroadException } from '../../../src/analysis/rules/overbroad-exception.ts';
import { describeExamples } from './harness.ts';

describeExamples(overbroadException);
