// Finds and ends the processes of a run. Plain JavaScript: the guard must start from a source checkout as well as from a package.
import { readdirSync, readFileSync } from 'node:fs';

/** Every process of a run carries its id in this variable, whatever group or session it moved to. */
export const RUN_ID = 'TESTING_PATTERNS_RUN_ID';

/** Process ids that carry the run id, zombies not counted. Only Linux tells; elsewhere the group has to do. */
export function processesOf(runId) {
  if (process.platform !== 'linux') return [];
  const mark = `${RUN_ID}=${runId}`;
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const environment = read(`/proc/${name}/environ`);
    return environment?.split('\0').includes(mark) ? [Number(name)] : [];
  });
}

/** Resident bytes of these processes together; shared pages count for each. */
export function residentBytes(pids) {
  const pageBytes = 4096;
  return pids.reduce((sum, pid) => sum + Number(read(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0) * pageBytes, 0);
}

/** Signals a process group; false when it is gone. */
export function signalGroup(pid, signal) {
  return send(process.platform === 'win32' ? pid : -pid, signal);
}

/**
 * SIGKILL to all that carry the run id, again until none is left: a process may fork while we look. False when some are left all the
 * same: on a busy machine a killed process takes its time to end.
 */
export function sweep(runId) {
  for (let round = 0; round < 5; round++) {
    const found = processesOf(runId).filter((pid) => pid !== process.pid);
    if (found.length === 0) return true;
    for (const pid of found) send(pid, 'SIGKILL');
  }
  return false;
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
