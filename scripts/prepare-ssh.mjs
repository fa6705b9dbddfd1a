// The tests sign approvals as people do, with OpenSSH's ssh-keygen: there already, else Debian's package as root, else a clear failure.
import { spawnSync } from 'node:child_process';
import { installed } from './prepare-python.mjs';

export function prepareSsh() {
  if (found() || (installed(['openssh-client']) && found())) return;
  process.stderr.write(
    'The tests sign approvals with ssh-keygen, and there is none on the PATH. ' +
      'Allowed: OpenSSH 8.2 or newer, or root on Debian. Install openssh-client and run the command again.\n',
  );
  process.exit(1);
}

function found() {
  return spawnSync('ssh-keygen', ['-Y'], { stdio: 'ignore' }).error === undefined;
}
