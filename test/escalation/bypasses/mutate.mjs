// Takes one defence away at a time and runs the tests that must notice: `node test/escalation/bypasses/mutate.mjs [part of a defence]`,
// or with `--one-a-row` the first defence of each row. Sources on disk stay as they are; vitest is handed the changed text. One line
// of JSON for each defence: how many tests passed and failed without it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import { mutations } from './table.mjs';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const [part = ''] = process.argv.slice(2);
const chosen =
  part === '--one-a-row'
    ? mutations.filter(({ row }, at) => mutations.findIndex((other) => other.row === row) === at)
    : mutations.filter(({ defence }) => defence.includes(part));

/** @type {import('./table.mjs').Mutation | undefined} */
let current;
const takeAway = {
  name: 'take a defence away',
  enforce: 'pre',
  transform(code, id) {
    const edits = current?.edits.filter(({ file }) => id === path.join(project, file)) ?? [];
    if (edits.length > 0) return edits.reduce((text, { from, to }) => text.replace(from, () => to), code);
  },
};

const vitest = await createVitest(
  'test',
  {
    config: false,
    root: project,
    watch: false,
    include: [...new Set(mutations.map(({ test }) => test))],
    maxWorkers: 1,
    pool: 'threads',
    testTimeout: 60_000,
    restoreMocks: true,
    reporters: [{}],
  },
  { plugins: [takeAway] },
);
try {
  for (const mutation of chosen) {
    current = mutation;
    forget(mutation);
    const results = await resultsOf(mutation);
    current = undefined;
    forget(mutation);
    const { row, defence } = mutation;
    process.stdout.write(`${JSON.stringify({ row, defence, ...results })}\n`);
  }
} finally {
  await vitest.close();
}

function forget({ edits }) {
  for (const { file } of edits) vitest.invalidateFile(path.join(project, file));
}

/** How many of the tests that must notice passed and failed. */
async function resultsOf({ test, named }) {
  const file = path.join(project, test);
  const specification = vitest.projects[0].createSpecification(file, { testNamePattern: named });
  const { testModules } = await vitest.runTestSpecifications([specification]);
  // The answer also holds what earlier runs left.
  const module = testModules.find(({ moduleId }) => moduleId === file);
  const results = [...module.children.allTests()].filter(({ fullName }) => named.test(fullName.replaceAll(' > ', ' ')));
  const count = (state) => results.filter((one) => one.result().state === state).length;
  return { passed: count('passed'), failed: count('failed') };
}
