// Asks the gate about everything that the server would do to a suite, and does none of it: applies each file's fixes (the safe ones;
// the suggested ones too) and runs each test file. Prints how much of it needs a person, for which triggers, and
// of plans and of runs a sample to judge.
// usage: npm run build && node bench/escalation/plans.mjs DIR [--skills SKILL.md ...] [--env NAME=VALUE ...]
//        [--sample N] [--seed N] [--dist DIR]
//        DIR is only read. The environment of the runs is what --env says, and nothing else.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    skills: { type: 'string', multiple: true, default: [] },
    env: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const [{ createContext }, { planAction }, { runAction }, { shownTriggers, triggersText }] = await Promise.all(
  ['server/context.js', 'server/plan-action.js', 'server/run-action.js', 'escalation/shown-triggers.js'].map(built),
);
const RUNS = 'runs';
const root = path.resolve(positionals[0] ?? '.');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'plans-'));
const context = createContext({
  roots: [root],
  skills: values.skills,
  env: { ...Object.fromEntries(values.env.map(setting)), TESTING_PATTERNS_HOME: home },
  cwd: process.cwd(),
});
try {
  const asked = [...(await plans()), ...(await runs())];
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  for (const kind of kinds)
    printKind(
      kind,
      asked.filter((one) => one.kind === kind),
    );
  for (const isRun of [false, true]) {
    const held = asked.filter((one) => escalates(one) && (one.kind === RUNS) === isRun);
    for (const one of drawn(held, Number(values.sample), Number(values.seed))) printOne(one);
  }
} finally {
  fs.rmSync(home, { recursive: true });
}

/** One plan for each file with fixes, first of the safe ones, then of all. */
async function plans() {
  const [analyzer, fixes, gate] = await Promise.all([context.analyzer(), context.fixes(), context.gate()]);
  const { findings } = await analyzer.analyze();
  const files = [...new Set(findings.filter(({ fix }) => fix).map(({ path: file }) => file))];
  const asked = [];
  for (const include_suggested of [false, true])
    for (const file of files) {
      const plan = await fixes.suggest({ paths: [file], include_suggested });
      if (plan.files.length === 0) continue;
      const { triggers } = await gate.evaluate(planAction(await fixes.prepare(plan.plan_id)));
      const rules = [...new Set(plan.files.flatMap((planned) => planned.fixes.map(({ rule }) => rule)))];
      asked.push({
        kind: include_suggested ? 'plans, safe and suggested' : 'plans, safe',
        what: `${file} (${rules.join(', ')})`,
        triggers,
        diff: plan.files.map(({ diff }) => diff).join('\n'),
      });
    }
  return asked;
}

/** One run of each test file. */
async function runs() {
  const [workspace, gate] = await Promise.all([context.workspace(), context.gate()]);
  const asked = [];
  for (const { display } of (await workspace.discover()).files) {
    const action = await runAction(workspace, [display], { runs: 10, strategies: ['repeat'] });
    asked.push({ kind: RUNS, what: display, triggers: (await gate.evaluate(action)).triggers, diff: '' });
  }
  return asked;
}

function setting(text) {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function escalates({ triggers }) {
  return triggers.length > 0;
}

function printKind(kind, asked) {
  const held = asked.filter(escalates);
  const share = ((100 * held.length) / asked.length).toFixed(1);
  print(`${kind}: ${held.length} of ${asked.length} need a person (${share} %)`);
  const counts = new Map();
  for (const { triggers } of held) {
    const named = shownTriggers(triggers, Number.POSITIVE_INFINITY).triggers.map((hit) => `${hit.kind} ${hit.trigger}`);
    for (const name of new Set(named)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of [...counts].sort(([, a], [, b]) => b - a)) print(`  ${count} for ${name}`);
}

function printOne({ kind, what, triggers, diff }) {
  print(`\n=== ${kind}: ${what}`);
  print(triggersText(shownTriggers(triggers).triggers));
  if (diff !== '') print(diff);
}

/** The same ones for the same seed. */
function drawn(items, count, seed) {
  const left = [...items];
  let state = seed >>> 0;
  return Array.from({ length: Math.min(count, items.length) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return left.splice(Math.floor((state / 2 ** 32) * left.length), 1)[0];
  });
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

function built(file) {
  return import(pathToFileURL(path.resolve(values.dist, file)).href);
}
