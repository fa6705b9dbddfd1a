import { deprecatedPytest } from '../../../src/analysis/rules/deprecated-pytest.ts';
import { describeExamples } from './harness.ts';

describeExamples(deprecatedPytest);
