// Verifies tests in a process of its own: node verify-process.mjs ROOT STATE_HOME TESTS. Prints a line of JSON after each run.
import { createViteServer } from 'vitest/node';

const [root, home, tests] = process.argv.slice(2);
const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { Analyzer, rules } = await server.ssrLoadModule('/src/analysis/index.ts');
const { Workspace } = await server.ssrLoadModule('/src/workspace/index.ts');
const { openState } = await server.ssrLoadModule('/src/state/index.ts');
const { Verifier } = await server.ssrLoadModule('/src/verification/index.ts');
const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
await new Verifier({ workspace, analyzer: new Analyzer(workspace, rules), state }).verify({
  tests: [tests],
  runs: 5,
  onProgress: ({ campaignId, run }) => process.stdout.write(`${JSON.stringify({ campaignId, run: run.run })}\n`),
});
await server.close();
