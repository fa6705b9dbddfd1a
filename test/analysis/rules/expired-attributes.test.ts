import { expiredAttributes } from '../../../src/analysis/rules/expired-attributes.ts';
import { describeExamples } from './harness.ts';

describeExamples(expiredAttributes);
