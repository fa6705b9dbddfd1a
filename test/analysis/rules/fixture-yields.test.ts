import { fixtureYields } from '../../../src/analysis/rules/fixture-yields.ts';
import { describeExamples } from './harness.ts';

describeExamples(fixtureYields);
