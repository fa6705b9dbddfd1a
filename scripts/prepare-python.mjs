// Finds or makes a Python with pytest for the tests: a private virtual environment where pip reaches an index, else Debian's
// packages as root, else a clear failure. The interpreter's path is left in node_modules/.cache for test/support/runners.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Module, pip requirement, Debian package. xdist and rerunfailures are loaded by every pytest then: traps that users have too. */
const needed = [
  ['pytest', 'pytest==8.4.2', 'python3-pytest'],
  ['pytest_asyncio', 'pytest-asyncio==1.2.0', 'python3-pytest-asyncio'],
  ['xdist', 'pytest-xdist==3.8.0', 'python3-pytest-xdist'],
  ['pytest_rerunfailures', 'pytest-rerunfailures==16.0.1', 'python3-pytest-rerunfailures'],
  ['freezegun', 'freezegun==1.5.5', 'python3-freezegun'],
  ['sqlalchemy', 'SQLAlchemy==2.0.44', 'python3-sqlalchemy'],
  ['greenlet', 'greenlet==3.2.4', 'python3-greenlet'],
  ['aiosqlite', 'aiosqlite==0.21.0', 'python3-aiosqlite'],
];
const modules = needed.map(([name]) => name);
const pinned = needed.map(([, requirement]) => requirement);
const debian = ['python3', ...needed.map(([, , name]) => name)];
/** Shifts the clock of any runner. Tests of that say so and take another way where it is missing. */
const optional = ['libfaketime'];

export function preparePython(root) {
  const environment = path.join(root, '.venv');
  const own = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const note = path.join(root, 'node_modules/.cache/testing-patterns-mcp/python');
  if (existsSync(note) && ready(readFileSync(note, 'utf8'))) return;
  const python =
    ready(own) ?? makeEnvironment(environment, own) ?? ready('/usr/bin/python3') ?? installDebianPackages() ?? giveUp();
  installed(optional);
  mkdirSync(path.dirname(note), { recursive: true });
  writeFileSync(note, python);
}

function ready(python) {
  return succeeds(python, ['-c', modules.map((name) => `import ${name}`).join('; ')]) ? python : undefined;
}

function makeEnvironment(environment, python) {
  const base = ['python3', 'python'].find((name) => succeeds(name, ['-m', 'venv', environment]));
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '0', ...pinned];
  if (base && succeeds(python, install, 180_000)) return ready(python);
  rmSync(environment, { recursive: true, force: true });
  return undefined;
}

function installDebianPackages() {
  return installed(debian) ? ready('/usr/bin/python3') : undefined;
}

/** Whether Debian's packages are there; root installs what is missing. */
export function installed(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  if (succeeds('dpkg', ['-s', ...packages])) return true;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0;
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

function giveUp() {
  process.stderr.write(
    `The tests drive pytest, and no Python with ${modules.join(', ')} was found or could be made.\n` +
      `Allowed: a package index that pip reaches, or root on Debian (${debian.join(' ')}).\n` +
      `Or install "${pinned.join(' ')}" for /usr/bin/python3 and run the command again.\n`,
  );
  process.exit(1);
}

function succeeds(command, args, timeout = 60_000) {
  return spawnSync(command, args, { stdio: 'ignore', timeout }).status === 0;
}
