import { mockEcho } from '../../../src/analysis/rules/mock-echo.ts';
import { describeExamples } from './harness.ts';

describeExamples(mockEcho);
