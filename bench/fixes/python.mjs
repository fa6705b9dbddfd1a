// What fixes promise of Python files: they still compile, no comment, test or assertion is lost, and pytest collects the same tests.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Importing a thousand test files takes minutes on a busy machine. */
const LIMIT = 30 * 60_000;
const here = path.dirname(fileURLToPath(import.meta.url));

/** `texts`: path to the text before and the text after. */
export function measured(python, texts) {
  const input = JSON.stringify(texts);
  const { stdout, stderr } = spawnSync(python, [path.join(here, 'measure.py')], { input, maxBuffer: 2 ** 30 });
  if (stdout.length === 0) throw new Error(`measure.py: ${stderr}`);
  return JSON.parse(stdout.toString());
}

/**
 * The ids that pytest collects from these files of a suite as it is now, and the files it cannot import. Where the suite's own
 * configuration or conftest.py does not load here (packages are missing), both are left out: the same is done twice.
 */
export function collected(python, root, files) {
  const own = collect(python, root, files, []);
  if (own && Object.keys(own.failed).length < files.length) return { ...own, how: "the suite's configuration" };
  const empty = path.join(os.tmpdir(), 'fixes-on-suite.ini');
  fs.writeFileSync(empty, '[pytest]\n');
  const plain = ['-c', empty, `--rootdir=${root}`, '--noconftest', '--import-mode=importlib'];
  const there = collect(python, root, files, plain);
  if (there) return { ...there, how: 'no configuration, no conftest.py' };
  return {
    ids: [],
    failed: {},
    lacking: [],
    how: `nothing: pytest did not come to an end in ${LIMIT / 60_000} minutes`,
  };
}

function collect(python, root, files, options) {
  const target = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fixes-on-suite-')), 'ids.json');
  const fixed = '-m pytest --collect-only -q -p no:cacheprovider -p collected_ids -W ignore'.split(' ');
  spawnSync(python, [...fixed, '--continue-on-collection-errors', ...options, ...files], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      COLLECTED_IDS: target,
      PYTHONPATH: [here, root].join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    timeout: LIMIT,
  });
  return fs.existsSync(target) ? JSON.parse(fs.readFileSync(target, 'utf8')) : undefined;
}

/** Lines (`ids`, `lacking`) of one collection that the other has not, without the files that either could not import. */
export function missing(what, of, from) {
  const skipped = new Set([...Object.keys(of.failed), ...Object.keys(from.failed)]);
  const there = new Set(from[what]);
  return of[what].filter((line) => !there.has(line) && !skipped.has(line.split('::')[0]));
}
