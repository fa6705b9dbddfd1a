import { misplacedPlugins } from '../../../src/analysis/rules/misplaced-plugins.ts';
import { describeExamples } from './harness.ts';

describeExamples(misplacedPlugins);
