// In jest's main process: receives what the workers tell, and sees what becomes of each file.
'use strict';

const { plainText, relativeFile } = require('./seed.cjs');
const { plan, record, failFlying, loaded, withoutHeading } = require('./jest-session.cjs');

module.exports = class EventReporter {
  onTestCaseResult(_test, result) {
    if (result.testingPatterns) record(result.testingPatterns);
  }

  onTestFileResult(test, result) {
    const file = relativeFile(plan.folder, test.path);
    failFlying(file);
    const said = result.testExecError && (result.failureMessage || result.testExecError.message || 'unknown error');
    if (said) this.tellError(file, withoutHeading(plainText(said)).trim());
    else if (!loaded.has(file))
      record({
        type: 'problem',
        scope: 'run',
        file,
        message: `${file} did not run in jest-circus. Only jest-circus can be driven, jest's own test runner since jest 27: remove "testRunner" and "runner" from the configuration.`,
      });
  }

  tellError(file, message) {
    // All tests of the file were left out on purpose.
    if (loaded.has(file) && message.includes('must contain at least one test')) return;
    const scope = loaded.has(file) ? 'run' : 'collection';
    record({ type: 'problem', scope, file, message });
  }
};
