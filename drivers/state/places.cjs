// Where a run happens, and which files are the project's own.
'use strict';

const os = require('node:os');
const path = require('node:path');

const drivers = path.dirname(__dirname);

/**
 * `folder`: where the runner is started, and which paths are told relative to. `root`: what is the project's own lies below it.
 * `temporary`: private to the run, and seen by the tests. `store`: private to the run, and not seen by them.
 */
function placesOf({ folder, state }) {
  const store = path.dirname(process.env.TESTING_PATTERNS_PLAN);
  return { folder, root: state.root ?? folder, temporary: os.tmpdir(), store };
}

/** Relative to the folder, `/`-separated; undefined when the file is not the project's own. */
function projectFile({ folder, root }, file) {
  if (!path.isAbsolute(file) || isBelow(drivers, file) || !isBelow(root, file)) return undefined;
  if (path.relative(root, file).split(path.sep).includes('node_modules')) return undefined;
  return path.relative(folder, file).split(path.sep).join('/');
}

function isBelow(folder, file) {
  const relative = path.relative(folder, file);
  return relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}

module.exports = { placesOf, projectFile };
