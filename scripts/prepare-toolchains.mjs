// Installs the other generations of the runners that our tests drive (test/toolchains), as their lock file says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** Ends the process when it fails. */
export async function prepareToolchains(root) {
  const folder = path.join(root, 'test/toolchains');
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  const lock = path.join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', args, { cwd: folder, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  const [status] = await once(npm, 'exit');
  if (status === 0) return;
  process.stderr.write(
    `"npm ${args.join(' ')}" failed in test/toolchains. Mend what it says above and run the command again.\n`,
  );
  process.exit(1);
}
