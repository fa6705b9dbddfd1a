import { oneShotUi } from '../../../src/analysis/rules/one-shot-ui.ts';
import { describeExamples } from './harness.ts';

describeExamples(oneShotUi);
