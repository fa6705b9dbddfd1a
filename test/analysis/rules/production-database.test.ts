import { productionDatabase } from '../../../src/analysis/rules/production-database.ts';
import { describeExamples } from './harness.ts';

describeExamples(productionDatabase);
