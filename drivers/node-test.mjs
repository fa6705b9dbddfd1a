// Runs test files of node:test as `node --test` does: a process for each, in the planned order, with the flags of the project's own
// test script, which come as arguments. Each process writes to a pipe of ours, so that the order of all starts is known.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fileOf, openChannel, readPlan } from './seed.mjs';

const plan = readPlan();
const emit = openChannel(plan);
const flags = process.argv.slice(2);
const ourFolder = path.dirname(fileURLToPath(import.meta.url));
const executed = new Set();
/** In this order. */
const started = [];
let exitCode = 0;
/** How the first process ended that took a test along. */
let taken;

emit({ type: 'run:start', run: plan.run, runner: 'node:test', version: process.versions.node, planned: plan.tests });
await main();
// Without its end the run is a crash, by the code or signal that this process then passes on.
if (!taken) {
  tellOrder();
  emit({ type: 'run:end', executed: [...executed] });
  process.exitCode = exitCode;
} else if (taken.signal) process.kill(process.pid, taken.signal);
else process.exitCode = taken.code;

async function main() {
  const sharedProcess = flags.some((flag) => /^--(?:experimental-)?test-isolation=none$/.test(flag));
  const groups = sharedProcess ? [plan.files] : plan.files.map((file) => [file]);
  const next = groups.values();
  const work = async () => {
    for (const group of next) await runFiles(group);
  };
  await Promise.all(Array.from({ length: Math.max(1, plan.workers) }, work));
}

async function runFiles(files) {
  const child = spawn(
    process.execPath,
    [
      `--require=${path.join(ourFolder, 'node-test-preload.cjs')}`,
      ...flags,
      `--test-reporter=${pathToFileURL(path.join(ourFolder, 'node-test-reporter.cjs')).href}`,
      '--test-reporter-destination=stdout',
      path.join(ourFolder, 'node-test-entry.cjs'),
      ...files.map((file) => path.join(plan.folder, file)),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] },
  );
  const state = {
    file: files.length === 1 ? files[0] : undefined,
    running: new Set(),
    loaded: false,
    failed: false,
    problems: 0,
    over: undefined,
  };
  const lines = createInterface({ input: child.stdio[3] });
  lines.on('line', (line) => onEvent(JSON.parse(line), state));
  const read = new Promise((resolve) => lines.once('close', resolve));
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exit, by) => resolve({ code: exit, signal: by }));
  });
  await read;
  judgeEnd(files, state, code, signal);
}

function onEvent(event, state) {
  switch (event.type) {
    case 'loaded':
      state.loaded = true;
      return;
    case 'over':
      state.over = event;
      return;
    case 'problem':
      state.problems += 1;
      if (state.file !== undefined) event.file ??= state.file;
      break;
    case 'test:start':
      state.running.add(event.id);
      started.push(`${event.attempt} ${event.id}`);
      break;
    case 'test':
      state.running.delete(event.id);
      event.position = placeOf(`${event.attempt} ${event.id}`);
      if (event.outcome !== 'skipped') executed.add(event.id);
      if (event.outcome === 'failed') {
        state.failed = true;
        exitCode = 1;
      }
      break;
  }
  emit(event);
}

/** What is skipped may never have started. */
function placeOf(key) {
  const place = started.lastIndexOf(key);
  return place < 0 ? started.push(key) - 1 : place;
}

/** The end of a process says something only when its events do not explain it. */
function judgeEnd(files, state, code, signal) {
  const ending = signal ? `by ${signal}` : `with exit code ${code}`;
  const problem = (scope, message, more = {}) =>
    emit({ type: 'problem', scope, ...(files.length === 1 ? { file: files[0] } : {}), ...more, message });
  if (state.running.size > 0) taken ??= { code, signal };
  else if (!state.loaded) {
    // Node's own code for an option that it does not know.
    const refused =
      code === 9 && flags.length > 0 ? ` Node ${process.version} may not know one of ${flags.join(' ')}.` : '';
    if (state.problems === 0) problem('collection', `The process ended ${ending} while the file was loaded.${refused}`);
  } else if (!state.over) problem('run', `The process ended ${ending} before all of its tests had run.`);
  else if ((code !== 0 || signal) && !state.failed && state.over.failures === 0 && state.problems === 0)
    problem('run', state.over.error?.message ?? `The process ended ${ending} although no test failed.`, {
      ...(state.over.error?.stack ? { stack: state.over.error.stack } : {}),
    });
}

function tellOrder() {
  if (plan.mode !== 'run' || plan.workers > 1) return;
  const wanted = plan.tests.filter((id) => executed.has(id));
  const first = started
    .filter((key) => key.startsWith('1 '))
    .map((key) => key.slice(2))
    .filter((id) => executed.has(id));
  if (first.length === wanted.length && first.some((id, index) => id !== wanted[index]))
    emit({ type: 'limitation', text: orderText(wanted) });
  else if (plan.repeats > 1 && new Set(plan.tests.map(fileOf)).size > 1)
    emit({
      type: 'limitation',
      text: 'node:test runs each file in a process of its own: repeats follow each other within each file, not over the whole list.',
    });
}

function orderText(wanted) {
  const files = wanted.map(fileOf);
  const changes = files.filter((file, index) => file !== files[index - 1]).length;
  return changes > new Set(files).size
    ? 'node:test runs one file after the other: the order is kept within each file, in the order of their first tests.'
    : 'node:test runs a describe as a whole, subtests where their parent starts them, and a test that the file waits for at once: the planned order could be kept only apart from that.';
}
