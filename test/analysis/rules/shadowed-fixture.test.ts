import { shadowedFixture } from '../../../src/analysis/rules/shadowed-fixture.ts';
import { describeExamples } from './harness.ts';

describeExamples(shadowedFixture);
