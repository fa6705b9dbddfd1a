// Our search for the polluter against plain halving, on suites that exist only as data: runs, tests executed, right answers.
// usage: npm run build && node bench/polluter/simulated.mjs [--trials 400] [--seed 7] [--dist DIR]
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { halving } from './halving.mjs';
import { idOf, World } from './world.mjs';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '400' },
    sizes: { type: 'string', default: '200,1000,5000' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '7' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const { investigate } = await built('investigate.js');
const { leftBehind } = await built('observe.js');
const { ordersToTry, victimLast } = await built('orders.js');
const { Random } = await built('../random.js');

const trials = Number(values.trials);
const sizes = values.sizes.split(',').map(Number);
/** Which tests are to blame, and what the victim minds. */
const kinds = {
  'one culprit': { culprits: 1, needed: 1, rate: 1 },
  'any of three': { culprits: 3, needed: 1, rate: 1 },
  'two jointly': { culprits: 2, needed: 2, rate: 1 },
  'three jointly': { culprits: 3, needed: 3, rate: 1 },
  'one, noisy at 80 %': { culprits: 1, needed: 1, rate: 0.8 },
};
/** Of the innocent tests, in per cent (research: 30 of 200), and how many variables they change between them. */
const leaving = 15;
const [fewestVariables, mostVariables] = [3, 8];
/** How often the victim's own source has the name of what it minds, and of anything else, in per cent. */
const [named, namedBesides] = [50, 10];

print(
  '| state | suite | tests | halving: runs | tests run | right | ours: runs | until sure | tests run | right | state right | wrong |',
);
print('|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const visible of [true, false]) {
  for (const [name, kind] of Object.entries(kinds)) {
    if (!name.includes(values.only)) continue;
    for (const size of sizes) print(await cell(name, kind, size, visible));
  }
}

async function cell(name, kind, size, visible) {
  const [theirs, ours] = [[], []];
  for (let trial = 0; trial < trials; trial += 1) {
    const random = new Random(values.seed, name, size, `${visible}`, trial);
    const suite = suiteOf(kind, size, visible, random);
    theirs.push(await theirAnswer(suite));
    ours.push(await ourAnswer(suite, random));
  }
  const of = (answers, field) => answers.map((answer) => answer[field]);
  return `| ${[
    visible ? 'seen' : 'not seen',
    name,
    size,
    spread(of(theirs, 'runs')),
    spread(of(theirs, 'executed')),
    percent(of(theirs, 'right')),
    spread(of(ours, 'runs')),
    spread(of(ours, 'sure')),
    spread(of(ours, 'executed')),
    percent(of(ours, 'right')),
    percent(of(ours, 'stateRight')),
    percent(of(ours, 'stateWrong')),
  ].join(' | ')} |`;
}

/** The victim is the last one, so that both have the same tests to choose from. */
function suiteOf({ culprits: count, needed, rate }, size, visible, random) {
  const tests = size - 1;
  const places = random.shuffled(Array.from({ length: tests }, (_, place) => place));
  const culprits = places.slice(0, count);
  const writes = new Map();
  const add = (place, write) => {
    const before = writes.get(place);
    writes.set(place, (state) => {
      before?.(state);
      write(state);
    });
  };
  const spoken = new Set();
  const maybeSpoken = (variable, often) => random.below(100) < often && spoken.add(variable);

  // Several that are needed together: each its own variable, or all the same counter.
  const counted = needed > 1 && random.below(2) === 0;
  const causes = culprits.map((_, index) => (needed > 1 && !counted ? `cause_${index}` : 'cause_0'));
  culprits.forEach((place, index) => {
    add(place, (state) => {
      state[causes[index]] = counted ? `${Number(state[causes[index]] ?? 0) + 1}` : `${place}`;
    });
  });
  for (const cause of new Set(causes)) maybeSpoken(cause, named);

  // A few variables that many change, and more that one or two change.
  const variables = fewestVariables + random.below(mostVariables - fewestVariables + 1);
  const innocent = places.slice(count);
  const leavers = [
    ...innocent.slice(0, Math.round((innocent.length * leaving) / 100)),
    ...culprits.filter(() => random.below(100) < leaving),
  ];
  leavers.forEach((place, index) => {
    const variable = `other_${index < variables ? index : random.below(1 + random.below(variables))}`;
    add(place, (state) => {
      state[variable] = `${place}`;
    });
  });
  for (let index = 0; index < variables; index += 1) maybeSpoken(`other_${index}`, namedBesides);

  const minded = [...new Set(causes)];
  const polluted = (state) =>
    counted ? Number(state.cause_0 ?? 0) >= needed : minded.every((cause) => state[cause] !== undefined);
  const chance = new Random(random.below(2 ** 31));
  return {
    culprits,
    needed,
    minded,
    spoken,
    data: {
      tests,
      writes,
      hidden: visible ? [] : minded,
      victim: (state) => (polluted(state) && chance.below(1000) < rate * 1000 ? 'failed' : 'passed'),
    },
  };
}

async function theirAnswer({ data, culprits, needed }) {
  const world = new World(data, leftBehind);
  const { found } = await halving(range(data.tests), world);
  return {
    runs: world.asked.length,
    executed: world.executed,
    right: needed === 1 && culprits.includes(found),
  };
}

async function ourAnswer({ data, culprits, needed, minded, spoken }, random) {
  const world = new World(data, leftBehind);
  const finding = await investigate(sceneOf(data.tests, spoken, random.below(2 ** 30)), world);
  const { kind, setters, state } = finding;
  const enough = needed === 1 ? setters.length === 1 : setters.length === needed;
  const names = state.map(({ name }) => name);
  return {
    runs: world.asked.length,
    sure: world.asked.filter(({ restore, trace, purpose }) => !restore && !trace && !/in between|watched/.test(purpose))
      .length,
    executed: world.executed,
    right: kind === 'victim' && enough && setters.every((place) => culprits.includes(place)),
    stateRight: names.length > 0 && names.every((name) => minded.includes(name)),
    stateWrong: names.some((name) => !minded.includes(name)),
  };
}

function sceneOf(tests, spoken, seed) {
  const victim = idOf(tests);
  const declared = [...range(tests), tests].map(idOf);
  const places = new Map(declared.map((id, place) => [id, place]));
  const placesOf = (ids) => ids.map((id) => places.get(id));
  return {
    candidates: range(tests),
    orders: () =>
      ordersToTry({ runner: 'pytest', victim, declared, seen: [], seed }).map(({ purpose, tests: ids }) => ({
        purpose,
        tests: placesOf(ids),
      })),
    testOf: () => undefined,
    arranged: (chosen) => placesOf(victimLast(chosen.map(idOf), victim)),
    speaksOf: (name) => spoken.has(name),
    traces: true,
  };
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** Median, and the mean in brackets. */
function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const digits = mean < 100 ? 1 : 0;
  return `${sorted[sorted.length >> 1]} (${mean.toFixed(digits)})`;
}

function percent(answers) {
  return `${((100 * answers.filter(Boolean).length) / answers.length).toFixed(1)} %`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function built(file) {
  return import(pathToFileURL(path.resolve(values.dist, 'verification/polluter', file)).href);
}
