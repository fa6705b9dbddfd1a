// Our search for the polluter against plain halving, with real runners on generated suites: runs, tests executed, seconds, and the
// memory of our process and of those it starts (Linux tells).
// usage: npm run build && node bench/polluter/real.mjs [--runner pytest] [--tests 200] [--culprits 1] [--a-file 25] [--isolate] [--ours]
//        [--dist DIR]; --a-file: how many tests are in a file; --isolate (vitest): the culprits are in the victim's file, where
//        alone they can do harm; --ours: without halving
//        pytest is the one that "npm test" prepared, or that of TESTING_PATTERNS_PYTHON
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { residentBytes } from '../../drivers/process-tree.mjs';
import { halving } from './halving.mjs';
import { writeSuite } from './suites.mjs';

const { values } = parseArgs({
  options: {
    runner: { type: 'string', default: 'pytest' },
    tests: { type: 'string', default: '200' },
    culprits: { type: 'string', default: '1' },
    'a-file': { type: 'string', default: '25' },
    isolate: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
    seed: { type: 'string', default: '7' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const { Analyzer, rules } = await built('analysis/index.js');
const { Workspace } = await built('workspace/index.js');
const { openState } = await built('state/index.js');
const { PolluterFinder } = await built('verification/polluter/index.js');
const { runnerFor } = await built('runners/projects.js');
const { Random } = await built('verification/random.js');

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const prepared = path.join(modules, '.cache/testing-patterns-mcp/python');
process.env.TESTING_PATTERNS_PYTHON ??= fs.existsSync(prepared) ? fs.readFileSync(prepared, 'utf8') : 'python3';

const size = Number(values.tests);
const random = new Random(values.seed, values.runner, size, values.culprits);
const testsAFile = Number(values['a-file']);
const first = values.isolate ? size - 1 - ((size - 1) % testsAFile) : 0;
const places = random.shuffled(Array.from({ length: size - 1 - first }, (_, place) => first + place));
const culprits = places.slice(0, Number(values.culprits)).sort((a, b) => a - b);

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'polluter-bench-')));
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'polluter-bench-'));
try {
  const ids = writeSuite(root, values.runner, size, culprits, { testsAFile, isolate: values.isolate });
  if (values.runner === 'vitest') fs.symlinkSync(modules, path.join(root, 'node_modules'), 'dir');
  const blamed = culprits.map((place) => ids[place]);
  const started = mostOfStarted();
  print('ours', await timed(() => ours(ids, blamed)));
  print('memory of our process, at most', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  print('memory of the processes it started, together, at most', `${Math.round(started.stop() / 2 ** 20)} MB`);
  if (!values.ours) print('halving', await timed(() => theirs(ids, blamed)));
} finally {
  fs.rmSync(root, { recursive: true, force: true });
  fs.rmSync(home, { recursive: true, force: true });
}

async function ours(ids, blamed) {
  const workspace = await Workspace.open({ roots: [root], env: process.env, cwd: root });
  const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
  const finder = new PolluterFinder({ workspace, analyzer: new Analyzer(workspace, rules), state });
  const report = await finder.find({ victim: ids.at(-1), timeoutMs: Number.POSITIVE_INFINITY, seed: 7 });
  return {
    runs: report.runs,
    tests: report.tests_run,
    right: `${report.polluters}` === `${blamed}`,
    kind: report.kind,
    polluters: report.polluters,
    state: report.changed_state.map(({ name, set_by }) => `${name} by ${JSON.stringify(set_by)}`),
    cleaners: report.cleaners,
    each: report.evidence.map(({ purpose, tests, victim, ms }) => `${purpose}: ${tests} tests, ${victim}, ${ms} ms`),
    limitations: report.limitations,
  };
}

async function theirs(ids, blamed) {
  const runner = await runnerFor(values.runner);
  const project = {
    runner: values.runner,
    folder: root,
    ...(values.runner === 'vitest' && { config: 'vitest.config.js' }),
  };
  const limits = { timeMs: 30 * 60_000, memoryBytes: 4 * 2 ** 30 };
  const files = [...new Set(ids.map((id) => id.slice(0, id.indexOf('::'))))];
  const listed = (await runner.list({ project, files, limits })).tests;
  const victim = ids.at(-1);
  const others = listed.filter((id) => id !== victim);
  const counts = { runs: 0, tests: 0 };
  const answer = async ({ tests }) => {
    counts.runs += 1;
    const request = { runId: `bench_${counts.runs}`, project, tests: [...tests.map((place) => others[place]), victim] };
    const { results } = await runner.run({ ...request, seed: 7, limits });
    counts.tests += results.length;
    return { victim: results.findLast(({ id }) => id === victim)?.outcome ?? 'none' };
  };
  const { found, gaveUp } = await halving([...others.keys()], { answer });
  const named = found === undefined ? [] : [others[found]];
  return { ...counts, right: `${named}` === `${blamed}`, polluters: named, ...(gaveUp && { gaveUp }) };
}

/** Looks twice a second. Memory that processes share counts for each. */
function mostOfStarted() {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentBytes(below(process.pid)));
  };
  const timer = setInterval(look, 500);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function below(pid) {
  const parents = new Map(fs.readdirSync('/proc').flatMap((name) => parentOf(name)));
  const isBelow = (each) => each !== undefined && (parents.get(each) === pid || isBelow(parents.get(each)));
  return [...parents.keys()].filter(isBelow);
}

function parentOf(name) {
  if (!/^\d+$/.test(name)) return [];
  try {
    const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
    return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
  } catch {
    // It has ended.
    return [];
  }
}

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { seconds: Number(((performance.now() - started) / 1000).toFixed(1)), ...result };
}

function print(what, value) {
  process.stdout.write(`${what}: ${JSON.stringify(value, null, 1)}\n`);
}

function built(file) {
  return import(pathToFileURL(path.resolve(values.dist, file)).href);
}
