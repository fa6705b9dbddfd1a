import { markOnFixture } from '../../../src/analysis/rules/mark-on-fixture.ts';
import { describeExamples } from './harness.ts';

describeExamples(markOnFixture);
