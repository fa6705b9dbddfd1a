import { inactiveInterceptor } from '../../../src/analysis/rules/inactive-interceptor.ts';
import { describeExamples } from './harness.ts';

describeExamples(inactiveInterceptor);
