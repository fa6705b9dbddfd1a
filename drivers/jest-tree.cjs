// The tree of describe blocks and tests as jest-circus has it when a file is loaded, and the same tree rearranged so that walking
// it runs exactly the planned tests in exactly the planned order.
'use strict';

const { idMaker } = require('./seed.cjs');

/** All tests of a file in the order of declaration: `{ id, test, blocks }`, `blocks` from the outermost describe inwards. */
function testsOf(root, file) {
  const testId = idMaker();
  const entries = [];
  const walk = (block, blocks) => {
    for (const child of block.children) {
      if (child.type === 'describeBlock') walk(child, [...blocks, child]);
      else
        entries.push({
          id: testId(
            file,
            [...blocks, child].map(({ name }) => name),
          ),
          test: child,
          blocks,
        });
    }
  };
  walk(root, []);
  return entries;
}

/**
 * Puts the planned tests into `root`, once per attempt, and answers them in their order: `{ id, attempt, test }`. A describe whose
 * tests are not neighbours in this order is entered again, with its hooks: `reentered` names those whose beforeAll and afterAll
 * therefore run more than once.
 */
function arrange(root, entries, plan) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const sequence = [];
  const reentered = new Set();
  const used = new Set();
  /** The describe that is open at each depth: what it was, and what stands for it now. */
  const open = [{ original: root, now: root }];
  emptied(root);
  for (let attempt = 1; attempt <= plan.repeats; attempt += 1) {
    for (const id of plan.tests) {
      const entry = byId.get(id);
      if (!entry) continue;
      closeOthers(open, entry.blocks);
      for (const block of entry.blocks.slice(open.length - 1)) {
        const parent = open[open.length - 1].now;
        if (used.has(block) && block.hooks.some(({ type }) => type.endsWith('All'))) reentered.add(block.name);
        const now = used.has(block) ? copyOfBlock(block, parent) : emptied(block);
        used.add(block);
        parent.children.push(now);
        open.push({ original: block, now });
      }
      const parent = open[open.length - 1].now;
      const test = attempt === 1 ? entry.test : copyOfTest(entry.test);
      test.parent = parent;
      parent.children.push(test);
      parent.tests.push(test);
      sequence.push({ id, attempt, test });
    }
  }
  return { sequence, reentered: [...reentered] };
}

/** Leaves open only the describes that the next test is in, too. */
function closeOthers(open, blocks) {
  let depth = 0;
  while (depth < blocks.length && open[depth + 1]?.original === blocks[depth]) depth += 1;
  open.length = depth + 1;
}

function emptied(block) {
  block.children = [];
  block.tests = [];
  return block;
}

function copyOfBlock(block, parent) {
  const copy = { ...block, parent, children: [], tests: [] };
  copy.hooks = block.hooks.map((hook) => ({ ...hook, parent: copy }));
  return copy;
}

function copyOfTest(test) {
  const fresh = { errors: [], retryReasons: [], invocations: 0, numPassingAsserts: 0, seenDone: false, status: null };
  return { ...test, ...fresh, duration: null, startedAt: null, unhandledRejectionErrorByPromise: new Map() };
}

module.exports = { testsOf, arrange };
