// Stands between a client and the server and keeps a copy of every byte the server writes to stdout.
// usage: node tap.mjs COPY PROGRAM [ARGUMENT...]
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const [, , copy, program, ...rest] = process.argv;
const server = spawn(process.execPath, [program, ...rest], { stdio: ['inherit', 'pipe', 'inherit'] });
server.stdout.on('data', (chunk) => appendFileSync(copy, chunk));
server.stdout.pipe(process.stdout);
server.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
