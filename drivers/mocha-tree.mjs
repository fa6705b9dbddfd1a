// The suites and tests of mocha as they were declared, and the same tree rearranged so that mocha, which runs a suite's own tests
// before its inner suites, runs exactly the planned tests in exactly the planned order.

const allHooks = ['_beforeAll', '_beforeEach', '_afterEach', '_afterAll'];

/** Notes every test from now on in the order of declaration: `{ test, suites, file }`, `suites` from the outermost inwards. */
export function declarationsOf(root, currentFile) {
  const declared = [];
  const watch = (suite, suites) => {
    suite.on('suite', (inner) => watch(inner, [...suites, inner]));
    suite.on('test', (test) => declared.push({ test, suites, file: currentFile() }));
  };
  watch(root, []);
  return declared;
}

/**
 * Puts the planned tests into `root`, once per attempt, and answers them in their order: `{ id, attempt, test }`. `entries` are
 * `{ id, test, suites }`. A suite whose tests are not neighbours in this order is entered again, with its hooks: `reentered` names
 * those whose before and after hooks therefore run more than once.
 */
export function arrange(root, entries, plan) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const sequence = [];
  const reentered = new Set();
  const used = new Set();
  /** The suite that is open at each depth: what it was, and what stands for it now. */
  const open = [{ original: root, now: root }];
  for (const suite of new Set([root, ...entries.flatMap(({ suites }) => suites)])) emptied(suite);
  for (let attempt = 1; attempt <= plan.repeats; attempt += 1) {
    for (const id of plan.tests) {
      const entry = byId.get(id);
      if (!entry) continue;
      closeOthers(open, entry.suites);
      for (const suite of entry.suites.slice(open.length - 1)) {
        const again = used.has(suite);
        if (again && suite._beforeAll.length + suite._afterAll.length > 0) reentered.add(suite.title);
        const now = again ? copyOf(suite) : suite;
        used.add(suite);
        append(now, open[open.length - 1].now);
        open.push({ original: suite, now });
      }
      const test = attempt === 1 ? entry.test : entry.test.clone();
      delete test._retriedTest;
      // A retry would hide the failure before it. Not a plain 0: tests may ask for retries while they run.
      test.retries = () => 0;
      place(test, open[open.length - 1].now);
      sequence.push({ id, attempt, test });
    }
  }
  return { sequence, reentered: [...reentered] };
}

/** Leaves open only the suites that the next test is in, too. */
function closeOthers(open, suites) {
  let depth = 0;
  while (depth < suites.length && open[depth + 1]?.original === suites[depth]) depth += 1;
  open.length = depth + 1;
}

/** mocha would run the test before the suite's inner suites: behind one, it goes into an unnamed suite of its own. */
function place(test, suite) {
  let home = suite;
  if (suite.suites.length > 0) {
    const last = suite.suites[suite.suites.length - 1];
    home = last.isStandIn ? last : append(standInFor(suite), suite);
  }
  test.parent = home;
  home.tests.push(test);
}

/** Without hooks, and without a part in the titles of its tests, because mocha leaves out what is a root. */
function standInFor(suite) {
  const standIn = emptied(suite.clone());
  standIn.root = true;
  standIn.isStandIn = true;
  return standIn;
}

function append(suite, parent) {
  suite.parent = parent;
  parent.suites.push(suite);
  return suite;
}

function copyOf(suite) {
  const copy = emptied(suite.clone());
  copy.file = suite.file;
  copy.pending = suite.pending;
  for (const kind of allHooks)
    copy[kind] = suite[kind].map((hook) => {
      const again = Object.create(Object.getPrototypeOf(hook), Object.getOwnPropertyDescriptors(hook));
      again.parent = copy;
      return again;
    });
  return copy;
}

function emptied(suite) {
  suite.tests = [];
  suite.suites = [];
  // `.only` hides tests; what runs is the plan's to say. A suite may also ask to stop at the first failure.
  suite._onlyTests = [];
  suite._onlySuites = [];
  suite._bail = false;
  return suite;
}
