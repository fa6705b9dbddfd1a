import { emptyTable } from '../../../src/analysis/rules/empty-table.ts';
import { describeExamples } from './harness.ts';

describeExamples(emptyTable);
