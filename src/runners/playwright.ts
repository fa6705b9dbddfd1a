import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { driverPath } from './driver-path.ts';
import { type Command, collect, execute, type Place } from './execute.ts';
import { atLeast, nodeProgram } from './node-program.ts';
import { type Listing, type ListRequest, type Project, type Runner, RunnerError } from './runner.ts';

const oldest = '1.40';
/** From here on snapshots can be told to stay as they are. */
const keepsSnapshots = '1.50';

/**
 * The project's own @playwright/test, 1.40 to 1.65, with its configuration: web server, global set-up, fixtures, time-outs and the
 * projects that others depend on. Forced: the planned tests whatever `.only` and `forbidOnly` say, no retries, no limit of
 * failures, no snapshot written, one worker unless more are asked for. Artifacts go to the run's private folder; the user's
 * reporters are left out.
 *
 * An id is `file::describe > test`, and ` [project]` after it when the configuration has several projects. The order is kept within
 * projects, files and describes. After a failed test Playwright starts a new worker, and so it does for each repeat.
 */
export const playwright: Runner = {
  name: 'playwright',
  list,
  run: async (request) => {
    const { project, tests, repeats = 1, workers = 1 } = request;
    const files = [...new Set(tests.map((id) => id.slice(0, id.indexOf('::'))))];
    const forced = ['--retries=0', '--max-failures=0', `--workers=${workers}`, `--repeat-each=${repeats}`];
    return execute({ command: (place) => commandFor(project, place, files, forced), request });
  },
};

/** Playwright names no test when one file cannot be loaded: then the others are listed without it. */
async function list(request: ListRequest): Promise<Listing> {
  const { project, files } = request;
  const listing = await collect({ command: (place) => commandFor(project, place, files, ['--list']), request });
  const broken = new Set(listing.errors.map(({ file }) => file));
  const others = files.filter((file) => !broken.has(file));
  if (others.length === 0 || others.length === files.length) return listing;
  const rest = await list({ ...request, files: others });
  return { ...rest, errors: [...listing.errors, ...rest.errors] };
}

function commandFor(project: Project, place: Place, files: readonly string[], forced: readonly string[]): Command {
  const { module, program, version } = findPlaywright(project.folder);
  return {
    file: nodeProgram().file,
    args: [
      driverPath('playwright-main.cjs'),
      module,
      program,
      version,
      'test',
      ...(project.config === undefined ? [] : [`--config=${path.join(project.folder, project.config)}`]),
      `--reporter=${driverPath('playwright-reporter.cjs')}`,
      `--output=${path.join(place.folder, 'artifacts')}`,
      ...forced,
      ...(forced.includes('--list') || !atLeast(version, keepsSnapshots) ? [] : ['--update-snapshots=none']),
      // Arguments are patterns for absolute paths.
      ...files.map((file) => `^${path.join(project.folder, file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    ],
    cwd: project.folder,
  };
}

/** As Node resolves it from the project's folder upwards. */
function findPlaywright(folder: string): { module: string; program: string; version: string } {
  const { manifest, module } = resolved(folder);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (!atLeast(version, oldest) || atLeast(version, '2'))
    throw new RunnerError(
      `@playwright/test ${version} of ${folder} cannot be driven. Allowed: ${oldest} and later 1.x. Run "npm install --save-dev @playwright/test@latest" there.`,
    );
  return { module, program: path.join(path.dirname(manifest), 'cli.js'), version };
}

function resolved(folder: string): { manifest: string; module: string } {
  const { resolve } = createRequire(path.join(folder, 'package.json'));
  try {
    return { manifest: resolve('@playwright/test/package.json'), module: resolve('@playwright/test') };
  } catch {
    throw new RunnerError(
      `@playwright/test is not installed for ${folder}. Run "npm install --save-dev @playwright/test" there, or "npm install" when its package.json names it.`,
    );
  }
}
