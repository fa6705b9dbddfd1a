import { osDependent } from '../../../src/analysis/rules/os-dependent.ts';
import { describeExamples } from './harness.ts';

describeExamples(osDependent);
