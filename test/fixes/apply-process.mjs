// Applies a plan in a process of its own: node apply-process.mjs ROOT STATE_HOME PLAN_ID. Prints the status.
import { createViteServer } from 'vitest/node';

const [root, home, planId] = process.argv.slice(2);
const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { Workspace } = await server.ssrLoadModule('/src/workspace/index.ts');
const { openState } = await server.ssrLoadModule('/src/state/index.ts');
const { FixService } = await server.ssrLoadModule('/src/fixes/index.ts');
const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
const { status } = await new FixService(workspace, undefined, state).apply(planId);
process.stdout.write(`${status}\n`);
await server.close();
