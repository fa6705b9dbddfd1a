import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { driverPath } from './driver-path.ts';
import { type Command, collect, execute } from './execute.ts';
import { atLeast, nodeProgram } from './node-program.ts';
import { type Project, type Runner, RunnerError } from './runner.ts';

const oldest = '3.0';
const Manifest = z.object({ version: z.string() });

/**
 * The project's own vitest, 3 to 5 (3 by best effort), with the project's configuration. Forced: the planned tests whatever
 * `.only`, tags and name patterns say, no retries, no bail, no shuffling, no cache of
 * results or modules, no coverage, no snapshot written, our reporter instead of theirs, and with one
 * worker one file after the other; the pool stays, and `isolate` unless the request turns it off. Repeats run each file's list
 * again with its modules' state kept; with several files that is file by file. Browser and type-check projects are not run.
 */
export const vitest: Runner = {
  name: 'vitest',
  list: async (request) => collect({ command: commandFor(request.project), request }),
  run: async (request) => execute({ command: commandFor(request.project), request }),
};

function commandFor(project: Project): Command {
  const installed = findVitest(project.folder);
  const node = nodeProgram();
  const config = project.config === undefined ? [] : [path.join(project.folder, project.config)];
  if (atLeast(installed.version, '5.0') && !atLeast(node.version, '22.12'))
    throw new RunnerError(
      `vitest ${installed.version} needs Node 22.12 or newer, and would be started with Node ${node.version}. Set TESTING_PATTERNS_NODE to the path of a newer Node.`,
    );
  return { file: node.file, args: [driverPath('vitest-driver.mjs'), installed.folder, ...config], cwd: project.folder };
}

/** As Node resolves it from the project's folder upwards. */
function findVitest(folder: string): { folder: string; version: string } {
  const manifest = resolved(folder);
  const { version } = Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  if (!atLeast(version, oldest))
    throw new RunnerError(
      `vitest ${version} of ${folder} is too old. Allowed: 3 or newer. Run "npm install --save-dev vitest@latest" there.`,
    );
  return { folder: path.dirname(manifest), version };
}

function resolved(folder: string): string {
  try {
    return createRequire(path.join(folder, 'package.json')).resolve('vitest/package.json');
  } catch {
    throw new RunnerError(
      `vitest is not installed for ${folder}. Run "npm install --save-dev vitest" there, or "npm install" when its package.json names it.`,
    );
  }
}
