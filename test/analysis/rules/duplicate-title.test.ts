import { duplicateTitle } from '../../../src/analysis/rules/duplicate-title.ts';
import { describeExamples } from './harness.ts';

describeExamples(duplicateTitle);
