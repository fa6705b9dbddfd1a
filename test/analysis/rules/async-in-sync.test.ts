import { asyncInSync } from '../../../src/analysis/rules/async-in-sync.ts';
import { describeExamples } from './harness.ts';

describeExamples(asyncInSync);
