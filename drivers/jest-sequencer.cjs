// The planned files, in the planned order, each once.
'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { relativeFile } = require('./seed.cjs');
const { plan, record } = require('./jest-session.cjs');

module.exports = class PlannedSequencer {
  sort(tests) {
    const byFile = new Map();
    const shared = new Map();
    for (const test of tests) {
      const file = relativeFile(plan.folder, test.path);
      const first = byFile.get(file);
      if (first) shared.set(file, first);
      else byFile.set(file, test);
    }
    tellShared(shared);
    return plan.files.flatMap((file) => {
      const test = byFile.get(file);
      if (test) return [test];
      const why = existsSync(path.join(plan.folder, file))
        ? 'is no test file by the jest configuration (roots, testMatch, testRegex, testPathIgnorePatterns)'
        : 'does not exist';
      record({ type: 'problem', scope: 'collection', file, message: `${file} ${why}.` });
      return [];
    });
  }

  allFailedTests() {
    return [];
  }

  // jest calls it after each run to remember durations for its own order. Ours needs no memory.
  cacheResults() {}
};

/** `shared`: file to its test in the first of its projects. One sentence for all, because whole suites can be run in several. */
function tellShared(shared) {
  const [first] = shared.entries();
  if (!first) return;
  const [file, { context }] = first;
  const name = context.config.displayName?.name || relativeFile(plan.folder, context.config.rootDir) || '.';
  const more = shared.size > 1 ? ` The same holds for ${shared.size - 1} more.` : '';
  record({
    type: 'limitation',
    text: `${file} belongs to several jest projects: it runs in the first one, ${name}.${more}`,
  });
}
