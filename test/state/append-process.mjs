// Adds entries to a log, each under its lock: node append-process.mjs STATE_HOME ID WRITER COUNT. Prints the number of each once it is kept.
import { createViteServer } from 'vitest/node';
import { z } from 'zod';

const [home, id, by, count] = process.argv.slice(2);
const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { openState, RecordLog } = await server.ssrLoadModule('/src/state/index.ts');
const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: ['/w'] });
const log = new RecordLog(state, { kind: 'thing', head: z.unknown(), entry: z.unknown(), ageMs: Infinity });
for (let number = 1; number <= Number(count); number++) {
  await log.alone(id, () => log.append(id, { number, by }));
  process.stdout.write(`${number}\n`);
}
await server.close();
