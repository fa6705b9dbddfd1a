// Verifies tests in a process of its own: node verify-process.mjs ROOT STATE_HOME TESTS, with a Node that reads TypeScript. Prints a
// line of JSON after each run.
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { openState } from '../../src/state/index.ts';
import { Verifier } from '../../src/verification/index.ts';
import { Workspace } from '../../src/workspace/index.ts';

const [root, home, tests] = process.argv.slice(2);
const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
await new Verifier({ workspace, analyzer: new Analyzer(workspace, rules), state }).verify({
  tests: [tests],
  runs: 5,
  timeoutMs: Infinity,
  onProgress: ({ campaignId, run }) => process.stdout.write(`${JSON.stringify({ campaignId, run: run.run })}\n`),
});
