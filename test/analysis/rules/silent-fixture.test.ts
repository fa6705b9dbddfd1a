import { silentFixture } from '../../../src/analysis/rules/silent-fixture.ts';
import { describeExamples } from './harness.ts';

describeExamples(silentFixture);
