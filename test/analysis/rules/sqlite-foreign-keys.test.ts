import { sqliteForeignKeys } from '../../../src/analysis/rules/sqlite-foreign-keys.ts';
import { describeExamples } from './harness.ts';

describeExamples(sqliteForeignKeys);
