import { xfailStrict } from '../../../src/analysis/rules/xfail-strict.ts';
import { describeExamples } from './harness.ts';

describeExamples(xfailStrict);
