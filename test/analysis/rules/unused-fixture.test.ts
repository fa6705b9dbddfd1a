import { unusedFixture } from '../../../src/analysis/rules/unused-fixture.ts';
import { describeExamples } from './harness.ts';

describeExamples(unusedFixture);
