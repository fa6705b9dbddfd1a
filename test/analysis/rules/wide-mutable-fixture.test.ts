import { wideMutableFixture } from '../../../src/analysis/rules/wide-mutable-fixture.ts';
import { describeExamples } from './harness.ts';

describeExamples(wideMutableFixture);
