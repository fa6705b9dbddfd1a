import { driverPath } from './driver-path.ts';
import { type Command, collect, execute } from './execute.ts';
import { nodeFlags } from './node-flags.ts';
import { atLeast, nodeProgram } from './node-program.ts';
import { type Project, type Runner, RunnerError } from './runner.ts';

/** `import` of node:test is led to our wrapping by `module.register`, which came with this version. */
const oldest = '20.6';

/**
 * Node's own test runner, from Node 20.6 on, with the flags of the project's `node … --test` script. Each file has a process of its
 * own, as with `node --test`; files share one only when the script says `--test-isolation=none`.
 *
 * The planned tests run in the planned order whatever `.only` and `runOnly` say. What cannot be moved: a describe stays together,
 * subtests run where their parent starts them, and a test that its file waits for (`await test(…)`) runs at once; the result then
 * says so as a limitation. Tests that are skipped, or marked `todo`, are `skipped`.
 *
 * A test with subtests is a test of its own, and fails with them. Subtests (`file::parent > child`) are known only when their parent
 * runs, so a list does not name them; one that is planned runs with its parent's body, but without that parent's other subtests.
 */
export const nodeTest: Runner = {
  name: 'node:test',
  list: async (request) => collect({ command: commandFor(request.project), request }),
  run: async (request) => execute({ command: commandFor(request.project), request }),
};

function commandFor(project: Project): Command {
  const node = nodeProgram();
  if (!atLeast(node.version, oldest))
    throw new RunnerError(
      `node:test of Node ${node.version} cannot be driven. Allowed: ${oldest} and later. Name another Node in TESTING_PATTERNS_NODE.`,
    );
  const { flags, env } = nodeFlags(project.folder);
  return {
    file: node.file,
    args: [driverPath('node-test.mjs'), ...flags],
    cwd: project.folder,
    env,
  };
}
