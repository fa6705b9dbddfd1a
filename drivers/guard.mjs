// Outlives the program that started it by a moment: when that one dies, however it dies, the pipe to stdin ends, and what is
// left of its runs is ended here. Lines: `+ID` a run is about to start, `=ID PID FOLDER` it has started, `-ID` it is over.
import { rmSync } from 'node:fs';
import { signalGroup, sweep } from './process-tree.mjs';

const runs = new Map();
let rest = '';

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) note(line);
});
process.stdin.on('end', endAll);
process.stdin.on('error', endAll);
// A terminal's Ctrl+C reaches everybody; the guard goes last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

function note(line) {
  const [id, pid, ...folder] = line.slice(1).split(' ');
  if (line.startsWith('-')) runs.delete(id);
  else runs.set(id, { pid: Number(pid ?? 0), folder: folder.join(' ') });
}

function endAll() {
  for (const [id, { pid, folder }] of runs) {
    if (pid > 0) signalGroup(pid, 'SIGKILL');
    sweep(id);
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  process.exit(0);
}
