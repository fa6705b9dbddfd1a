// Drives the user's own vitest in a fresh process: `node vitest-driver.mjs <folder of vitest> [<config file>]`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorText, fileOf, openChannel, readPlan } from './seed.mjs';
import { createPlanned } from './vitest-config.mjs';
import { VitestEvents } from './vitest-events.mjs';

const plan = readPlan();
const [vitestFolder, config] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(path.join(vitestFolder, 'package.json'), 'utf8'));
const events = new VitestEvents(plan, openChannel(plan));

events.start(version);
try {
  const vitest = await createPlanned({ plan, vitestFolder, version, config, events });
  await run(vitest);
  events.end();
  await close(vitest);
} catch (error) {
  events.problem({ scope: 'collection', ...errorText(error) });
  events.end();
}
process.exit(events.failed ? 1 : (process.exitCode ?? 0));

async function run(vitest) {
  const specifications = await specificationsOf(vitest);
  if (plan.mode === 'list') return events.over(vitest, await vitest.collectTests(specifications));
  if (plan.workers === 1 && comesBack())
    events.limitation('vitest runs a file as a whole: tests of one file that are planned apart were run together.');
  if (plan.repeats > 1 && specifications.length > 1)
    events.limitation('vitest repeats file by file: all rounds of one file, then all rounds of the next.');
  if (plan.isolate === false) tellWhatStaysApart(specifications);
  const calls = plan.workers === 1 ? inCalls(specifications) : [specifications];
  for (const call of calls) events.over(vitest, await vitest.runTestSpecifications(call, false));
  return undefined;
}

function tellWhatStaysApart(specifications) {
  const pools = new Set(specifications.map(({ pool }) => pool).filter((pool) => pool.startsWith('vm')));
  for (const pool of pools)
    events.limitation(
      `The pool ${pool} gives each file globals and modules of its own: nothing was shared between files.`,
    );
  const projects = new Set(specifications.map(({ project }) => project.name));
  if (projects.size > 1)
    events.limitation(
      `Each vitest project (${[...projects].join(', ')}) has a worker of its own: nothing was shared between them.`,
    );
}

/** One per planned file, in the plan's order. */
async function specificationsOf(vitest) {
  const known = new Map();
  const found = await vitest.globTestSpecifications();
  // vitest has them in the order in which its projects had looked at their folders, which is another one each time.
  const place = ({ project }) => vitest.projects.indexOf(project);
  for (const specification of [...found].sort((a, b) => place(a) - place(b))) {
    const before = known.get(specification.moduleId) ?? [];
    known.set(specification.moduleId, [...before, specification]);
  }
  return plan.files.flatMap((file) => {
    const moduleId = path.join(plan.folder, file).split(path.sep).join('/');
    const all = known.get(moduleId) ?? [];
    const usable = all.filter(({ pool }) => pool !== 'browser' && pool !== 'typescript');
    if (all.length === 0) {
      const message = `No vitest project includes ${file}. Name a file that the "include" patterns of the vitest configuration match.`;
      events.problem({ scope: 'collection', message, file });
    } else if (usable.length === 0) {
      events.limitation(
        `${file} belongs to a browser or type-check project; its tests cannot be driven and were not run.`,
      );
    } else if (usable.length > 1) {
      const [first] = usable;
      events.limitation(
        `${file} belongs to several vitest projects; its tests were run in "${first.project.name}" only.`,
      );
    }
    return usable.slice(0, 1);
  });
}

/**
 * What may be given to vitest in one call: it orders the files of a call by project first, and with one worker vitest 4 runs all
 * files of a call in one context of a vm pool, which with several workers are apart.
 */
function inCalls(specifications) {
  const calls = [];
  for (const specification of specifications) {
    const last = calls.at(-1);
    const { project } = specification;
    if (last?.[0].project === project && !project.config.pool?.startsWith('vm')) last.push(specification);
    else calls.push([specification]);
  }
  return calls;
}

/** Whether the plan leaves a file and returns to it. */
function comesBack() {
  const visits = plan.tests.map(fileOf).filter((file, at, files) => file !== files[at - 1]);
  return visits.length > new Set(visits).size;
}

/** As vitest's command line does: what does not close in time is left behind. */
async function close(vitest) {
  const late = new Promise((resolve) => setTimeout(resolve, vitest.config.teardownTimeout));
  await Promise.race([vitest.close(), late]);
}
