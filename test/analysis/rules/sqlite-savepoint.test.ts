import { sqliteSavepoint } from '../../../src/analysis/rules/sqlite-savepoint.ts';
import { describeExamples } from './harness.ts';

describeExamples(sqliteSavepoint);
