import { memoryEngineThreads } from '../../../src/analysis/rules/memory-engine-threads.ts';
import { describeExamples } from './harness.ts';

describeExamples(memoryEngineThreads);
