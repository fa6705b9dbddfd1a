import { unclosedResource } from '../../../src/analysis/rules/unclosed-resource.ts';
import { describeExamples } from './harness.ts';

describeExamples(unclosedResource);
