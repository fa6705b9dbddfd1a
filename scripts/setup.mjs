// Makes a fresh clone ready: packages as the lock file says, and the built program. `--tests` also prepares the other runners.
// Plain JavaScript without dependencies, because nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [major] = process.versions.node.split('.').map(Number);
if (major < 20)
  fail(`Node ${process.versions.node} is too old. Allowed: 20 or newer. Install one and run the command again.`);

const forTests = process.argv.includes('--tests');
// Installing is mostly waiting: the other runners come meanwhile.
const toolchains = forTests ? (await import('./prepare-toolchains.mjs')).prepareToolchains(root) : undefined;
if (olderThan('node_modules/.package-lock.json', ['package-lock.json']))
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
if (olderThan('dist/cli.js', ['src', 'package.json', 'tsconfig.build.json'])) run('npm', ['run', '--silent', 'build']);
if (forTests) {
  const { preparePython } = await import('./prepare-python.mjs');
  preparePython(root);
  const { prepareSsh } = await import('./prepare-ssh.mjs');
  prepareSsh();
  await toolchains;
}

function olderThan(target, sources) {
  const file = path.join(root, target);
  if (!existsSync(file)) return true;
  return sources.some((source) => newest(path.join(root, source)) > statSync(file).mtimeMs);
}

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(...readdirSync(file).map((name) => newest(path.join(file, name))));
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail(`"${command} ${args.join(' ')}" failed. Mend what it says above and run the command again.`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
