import { fixtureCalled } from '../../../src/analysis/rules/fixture-called.ts';
import { describeExamples } from './harness.ts';

describeExamples(fixtureCalled);
