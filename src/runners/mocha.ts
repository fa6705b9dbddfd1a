import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { driverPath } from './driver-path.ts';
import { type Command, collect, execute } from './execute.ts';
import { atLeast, nodeProgram } from './node-program.ts';
import { type Project, type Runner, RunnerError } from './runner.ts';
import { programNamed, scriptCall } from './test-script.ts';

const oldest = '10.0';
const newest = '13.0';

/**
 * The project's own mocha, 10 to 12, with the options of its configuration file and of the package.json script that calls mocha
 * (many projects have them only there): interface, required modules, root hooks, global fixtures, loaders, time-outs. Forced: the planned tests in the planned order, also across files and describes, whatever `.only`
 * and patterns say, no retries, no bail, one process. The user's reporter is left out.
 *
 * A test whose `before` or `beforeEach` hook fails has failed, and so has one whose `afterEach` hook fails. What mocha then does not
 * run is skipped, with the hook's error.
 */
export const mocha: Runner = {
  name: 'mocha',
  list: async (request) => collect({ command: commandFor(request.project), request }),
  run: async (request) => execute({ command: commandFor(request.project, request.state !== undefined), request }),
};

function commandFor(project: Project, watched = false): Command {
  const { folder, version } = findMocha(project.folder);
  const config = project.config === undefined ? '' : path.join(project.folder, project.config);
  const { args, env } = scriptCall(project.folder, { program: programNamed('_?mocha') }) ?? { args: [], env: {} };
  const node = nodeProgram();
  return {
    file: node.file,
    args: [
      ...(watched ? flagsToWatch(version, node.version) : []),
      driverPath('mocha-main.mjs'),
      folder,
      version,
      config,
      ...args,
    ],
    cwd: project.folder,
    env,
  };
}

/**
 * What `require` loads of ES modules no hook in a thread sees, and these Nodes have no other: without it mocha imports them.
 * mocha 12 is one itself, and is told otherwise by the driver (`importedNotRequired` in drivers/state/hooks.cjs).
 */
function flagsToWatch(mochas: string, node: string): readonly string[] {
  const requires = !atLeast(mochas, '12') && atLeast(node, '20.19') && !atLeast(node, '22.15');
  return requires ? ['--no-experimental-require-module'] : [];
}

/** As Node resolves it from the project's folder upwards. */
function findMocha(project: string): { folder: string; version: string } {
  const manifest = resolved(project);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (!atLeast(version, oldest) || atLeast(version, newest))
    throw new RunnerError(
      `mocha ${version} of ${project} cannot be driven. Allowed: 10, 11 and 12. Run "npm install --save-dev mocha@12" there.`,
    );
  return { folder: path.dirname(manifest), version };
}

function resolved(project: string): string {
  try {
    return createRequire(path.join(project, 'package.json')).resolve('mocha/package.json');
  } catch {
    throw new RunnerError(
      `mocha is not installed for ${project}. Run "npm install --save-dev mocha" there, or "npm install" when its package.json names it.`,
    );
  }
}
