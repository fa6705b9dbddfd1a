import { parameterDefault } from '../../../src/analysis/rules/parameter-default.ts';
import { describeExamples } from './harness.ts';

describeExamples(parameterDefault);
