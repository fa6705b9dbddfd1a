// Preloaded into the server, beside --expose-gc: at each SIGUSR2 it says on stderr how many bytes it holds when all garbage is gone.
import { setImmediate } from 'node:timers/promises';

process.on('SIGUSR2', async () => {
  globalThis.gc();
  // What is told of its end lets go of more.
  await setImmediate();
  globalThis.gc();
  process.stderr.write(`holds ${process.memoryUsage().heapUsed}\n`);
});
