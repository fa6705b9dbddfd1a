// Runs the tests of the pytest runner and the Python blocks of the patterns on the generations of pytest that newer Debian releases have: their packages are unpacked
// into folders, which become the root of the interpreter's processes. Needs Debian, root, and the machine's own package mirror.
//
//   node scripts/python-generations.mjs [--unpack-only] [suite ...]    default: this machine's own Python, trixie and forky
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { preparePython } from './prepare-python.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = path.join(root, 'node_modules/.cache/testing-patterns-mcp/generations');
const packages = [
  'python3',
  'python3-pytest',
  'python3-pytest-asyncio',
  'python3-pytest-xdist',
  'python3-pytest-rerunfailures',
  'python3-freezegun',
  'python3-time-machine',
  'python3-sqlalchemy',
  'python3-aiosqlite',
  'python3-httpx',
  'python3-respx',
  'python3-hypothesis',
  'python3-pytest-benchmark',
  'python3-pytest-mock',
  'libfaketime',
  'base-files',
];

if (process.getuid?.() !== 0) fail('Only root may change the root folder of a process. Run this as root on Debian.');
const suites = process.argv.slice(2).filter((word) => !word.startsWith('--'));
preparePython(root);
const generations = (suites.length > 0 ? suites : ['own', 'trixie', 'forky']).map((suite) => ({
  suite,
  python: suite === 'own' ? undefined : unpacked(suite),
}));
if (process.argv.includes('--unpack-only')) process.exit(0);
const results = generations.map(({ suite, python }) => ({ suite, python, passed: tested(python) }));
for (const { suite, python, passed } of results)
  process.stdout.write(`${suite}: ${versions(python)}: ${passed ? 'passed' : 'FAILED'}\n`);
process.exit(results.every(({ passed }) => passed) ? 0 : 1);

function tested(python) {
  const env = { ...process.env, ...(python ? { TESTING_PATTERNS_TEST_PYTHON: python } : {}) };
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--testTimeout=120000', 'test/runners/pytest', 'test/patterns/python-blocks'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env,
    },
  );
  return status === 0;
}

function versions(python) {
  const names = ['pytest', 'pytest_asyncio', 'xdist', 'pytest_rerunfailures'];
  const code = `
import importlib.metadata as m, sys
print("Python " + sys.version.split()[0], *(n + " " + m.version(n.replace("_", "-").replace("xdist", "pytest-xdist")) for n in ${JSON.stringify(names)}), sep=", ")`;
  const note = path.join(root, 'node_modules/.cache/testing-patterns-mcp/python');
  return output(python ?? readFileSync(note, 'utf8'), ['-c', code]).trim();
}

/** A program that starts the suite's Python with the arguments it is given. */
function unpacked(suite) {
  const folder = path.join(cache, suite);
  const files = path.join(folder, 'root');
  if (!existsSync(path.join(files, 'usr/bin/python3'))) {
    rmSync(folder, { recursive: true, force: true });
    download(suite, folder);
    unpack(folder, files);
  }
  const wrapper = path.join(folder, 'python');
  const compiled = existsSync(wrapper);
  writeFileSync(wrapper, wrapperFor(files));
  chmodSync(wrapper, 0o755);
  // Installing would have done it. Without, every start takes three times as long.
  if (!compiled) spawnSync(wrapper, ['-m', 'compileall', '-q', '/usr/lib'], { stdio: 'ignore' });
  return wrapper;
}

function download(suite, folder) {
  const state = path.join(folder, 'apt');
  for (const name of ['lists/partial', 'archives/partial', 'etc/preferences.d'])
    mkdirSync(path.join(state, name), { recursive: true });
  writeFileSync(path.join(state, 'status'), '');
  writeFileSync(path.join(state, 'sources.list'), `deb ${mirror()} ${suite} main\n`);
  const options = {
    'Dir::State': state,
    'Dir::State::lists': path.join(state, 'lists'),
    'Dir::State::status': path.join(state, 'status'),
    'Dir::Cache': state,
    'Dir::Cache::archives': path.join(state, 'archives'),
    'Dir::Etc::sourcelist': path.join(state, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferencesparts': path.join(state, 'etc/preferences.d'),
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  must('apt-get', [...flags, 'update', '-qq']);
  must('apt-get', [...flags, 'install', '-y', '-qq', '--download-only', ...packages]);
}

function unpack(folder, files) {
  const archives = path.join(folder, 'apt/archives');
  // Base-files first: it says that /lib is /usr/lib.
  const names = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  for (const name of names.sort((a, b) => Number(b.startsWith('base-files_')) - Number(a.startsWith('base-files_'))))
    must('dpkg-deb', ['-x', path.join(archives, name), files]);
  for (const name of ['dev', 'proc', 'tmp', 'etc']) mkdirSync(path.join(files, name), { recursive: true });
  writeFileSync(path.join(files, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  rmSync(path.join(folder, 'apt'), { recursive: true, force: true });
}

/** Of Debian itself, as this machine's own sources have it. */
function mirror() {
  const targets = output('apt-get', [
    'indextargets',
    '--format',
    '$(ORIGIN) $(LABEL) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  const found = targets.split('\n').find((line) => line.startsWith('Debian Debian '));
  if (!found)
    fail('None of this machine’s package sources is a Debian mirror. Run "apt-get update" on a Debian machine first.');
  return found.split(' ')[2];
}

/** In a mount namespace of its own, with this project and the temporary folder where they are outside. */
function wrapperFor(files) {
  const shared = [...new Set([root, tmpdir(), '/dev', '/proc'])];
  const mounts = shared.map((name) => `mkdir -p "$new${name}" && mount --rbind "${name}" "$new${name}"`);
  return `#!/bin/sh
if [ "$1" = --inside ]; then
  shift
  new="${files}"
  ${mounts.join(' &&\n  ')} &&
  exec unshare --root "$new" --wd "$PWD" /usr/bin/python3 "$@"
fi
exec unshare --mount -- "$0" --inside "$@"
`;
}

function must(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) fail(`"${command} ${args.join(' ')}" failed. Mend what it says above and run the command again.`);
}

function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
  if (status !== 0) fail(`"${command}" failed. Mend what it says above and run the command again.`);
  return stdout;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
