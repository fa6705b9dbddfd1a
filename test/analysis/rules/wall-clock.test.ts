import { wallClock } from '../../../src/analysis/rules/wall-clock.ts';
import { describeExamples } from './harness.ts';

describeExamples(wallClock);
