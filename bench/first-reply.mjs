// Milliseconds from process start to the answers to initialize and tools/list: ours against a bare SDK server's, in turns.
// usage: npm run build && node bench/first-reply.mjs [rounds]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVERS = { bare: ['bare-server.mjs'], ours: ['../dist/cli.js', 'serve'] };
const REQUESTS = [
  {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
  },
  { method: 'notifications/initialized' },
  { id: 2, method: 'tools/list' },
];

const rounds = Number(process.argv[2] ?? 10);
const times = { bare: [], ours: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const [name, [script, ...args]] of Object.entries(SERVERS)) {
    times[name].push(await firstReplies(fileURLToPath(new URL(script, import.meta.url)), args));
  }
}
const [bare, ours] = [median(times.bare), median(times.ours)];
process.stdout.write(`bare ${bare.toFixed(0)} ms, ours ${ours.toFixed(0)} ms, ratio ${(ours / bare).toFixed(2)}\n`);

async function firstReplies(script, args) {
  const started = performance.now();
  const server = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  server.stdin.write(REQUESTS.map((request) => `${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`).join(''));
  for await (const line of createInterface({ input: server.stdout })) if (JSON.parse(line).id === 2) break;
  const elapsed = performance.now() - started;
  const exit = once(server, 'exit');
  server.stdin.end();
  await exit;
  return elapsed;
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
