// Adds runs to a campaign for ever: node append-process.mjs STATE_HOME CAMPAIGN_ID. Prints the number of each run once it is kept.
import { createViteServer } from 'vitest/node';

const [home, id] = process.argv.slice(2);
const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { openState } = await server.ssrLoadModule('/src/state/index.ts');
const { CampaignLog } = await server.ssrLoadModule('/src/verification/campaign-log.ts');
const { run } = await server.ssrLoadModule('/test/verification/support.ts');
const log = new CampaignLog(openState({ env: { TESTING_PATTERNS_HOME: home }, roots: ['/w'] }));
for (let number = 1; ; number++) {
  await log.append(id, run(number));
  process.stdout.write(`${number}\n`);
}
