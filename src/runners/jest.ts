import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { driverPath } from './driver-path.ts';
import { type Command, collect, execute } from './execute.ts';
import { atLeast, nodeProgram } from './node-program.ts';
import { type Project, type Runner, RunnerError } from './runner.ts';
import { programNamed, scriptCall } from './test-script.ts';

const oldest = '29.0';

/**
 * The project's own jest, 29 or 30 with jest-circus, with the project's whole configuration (presets, projects, transforms, test
 * environments, set-up files) and what the package.json script that calls jest adds to it. Forced: the planned tests whatever `.only` and name patterns say, no retries, no bail, no
 * randomization, no coverage, `--ci` and no snapshot written, and with one worker one process. The order of tests is kept within a
 * file, and so is the order of files. Repeats run each file's list again with its modules' state kept. The user's reporters,
 * which write files, are left out.
 */
export const jest: Runner = {
  name: 'jest',
  list: async (request) => collect({ command: commandFor(request.project), request }),
  run: async (request) => {
    const result = await execute({ command: commandFor(request.project), request });
    return { ...result, limitations: [...result.limitations, ...ordering(request.tests, request.repeats)] };
  },
};

function commandFor(project: Project): Command {
  const { core, cli, version } = findJest(project.folder);
  const config = project.config === undefined ? '' : path.join(project.folder, project.config);
  const { args, env } = scriptCall(project.folder, { program: programNamed('jest') }) ?? { args: [], env: {} };
  return {
    file: nodeProgram().file,
    args: [...nodeFlags(project.folder), driverPath('jest-main.cjs'), core, cli, version, config, ...args],
    cwd: project.folder,
    // Where jest keeps its cache; the run's own temporary folder is always empty.
    env: { ...env, ...colours(args), TESTING_PATTERNS_TMPDIR: tmpdir() },
  };
}

/** As Node resolves it from the project's folder upwards. */
function findJest(folder: string): { core: string; cli: string; version: string } {
  const { manifest, core, cli } = resolved(folder);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (!atLeast(version, oldest))
    throw new RunnerError(
      `jest ${version} of ${folder} cannot be driven. Allowed: 29 and 30. Run "npm install --save-dev jest@30" there.`,
    );
  return { core, cli, version };
}

function resolved(folder: string): { manifest: string; core: string; cli: string } {
  try {
    const manifest = createRequire(path.join(folder, 'package.json')).resolve('jest/package.json');
    const { resolve } = createRequire(manifest);
    return { manifest, core: resolve('@jest/core'), cli: resolve('jest-cli') };
  } catch {
    throw new RunnerError(
      `jest is not installed for ${folder}. Run "npm install --save-dev jest" there, or "npm install" when its package.json names it.`,
    );
  }
}

const vmModules = '--experimental-vm-modules';

/** jest loads ES modules as such only under this flag, which projects set where they call jest. */
function nodeFlags(folder: string): string[] {
  try {
    const { scripts } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const wanted = Object.values(scripts ?? {}).some((script) => String(script).includes(vmModules));
    return wanted ? [vmModules, '--no-warnings=ExperimentalWarning'] : [];
  } catch {
    return [];
  }
}

/** Libraries that colour text look for these arguments in the process, which has others here; snapshots can hold colours. */
function colours(args: readonly string[]): Record<string, string> {
  if (args.some((arg) => /^--colors?(?:=(?:true|always))?$/.test(arg))) return { FORCE_COLOR: '1' };
  return args.some((arg) => /^--(?:no-colors?|colors?=(?:false|never))$/.test(arg)) ? { FORCE_COLOR: '0' } : {};
}

/** What jest's one sandbox per file makes impossible. */
function ordering(tests: readonly string[], repeats = 1): string[] {
  const files = tests.map((id) => id.slice(0, id.indexOf('::')));
  const changes = files.filter((file, index) => file !== files[index - 1]).length;
  const count = new Set(files).size;
  if (changes > count)
    return [
      'jest runs one file after the other: the order is kept within each file, in the order of their first tests.',
    ];
  return count > 1 && repeats > 1
    ? ['jest runs one file after the other: repeats follow each other within each file, not over the whole list.']
    : [];
}
