// Runs in vitest's workers, around the user's runner: makes the plan's tests the ones that run, in the plan's order, and tells the
// main process of each at once (vitest's own updates wait up to 100 ms, which a loop that never ends would swallow).
import { readPlan, relativeFile, seedGlobals } from './seed.mjs';
import { PlannedFile } from './vitest-file.mjs';

const plan = readPlan();
seedGlobals(globalThis, plan);

/** Where in a task's `meta` a message for the main process travels; the same as in vitest-driver.mjs. */
const messageKey = 'testing-patterns';

/** What tests leave behind, when the plan asks for it. Outlives the file: without isolation a worker runs many. */
let state;

/** A runner class that does as the plan says, from the user's or vitest's own. */
export function planned(Runner, watchState) {
  if (plan.mode === 'run') state ??= watchState?.(plan);
  return class extends Runner {
    constructor(config) {
      super(config);
      takeOver(this);
    }
  };
}

/** Hooks are put on the instance: the user's class may define its own there, too. */
function takeOver(runner) {
  const modes = new WeakMap();
  let file;
  let collecting;

  const rememberModes = (task) => {
    modes.set(task, task.mode);
    for (const child of task.tasks ?? []) rememberModes(child);
  };
  // `.only`, name patterns and tags change the modes right after the collection; the plan decides instead. Not enumerable,
  // because the task is cloned to the main process.
  beforeCalls(runner, 'onCollectStart', (task) => {
    collecting = task;
    Object.defineProperty(task.tasks, 'push', {
      configurable: true,
      value(...tasks) {
        tasks.forEach(rememberModes);
        return Array.prototype.push.apply(this, tasks);
      },
    });
  });

  if (state)
    around(runner, 'importFile', async (original, filepath, source) => {
      const task = collecting;
      if (source === 'collect')
        await state.enters(relativeFile(plan.folder, filepath), runner.config, (message) =>
          tell(runner, task, message),
        );
      return original(filepath, source);
    });

  around(runner, 'onCollected', async (original, files) => {
    const [collected] = files;
    file = new PlannedFile(plan, collected, modes, (task, message) => tell(runner, task, message), state);
    await file.loaded();
    if (plan.mode === 'run') {
      await file.arrange();
      // The same file object again: hooks and tests once more, modules and their state as the round before left them.
      for (let round = 1; file.runs() && round < plan.repeats; round += 1) files.push(collected);
    }
    return original(files);
  });
  around(runner, 'onBeforeRunSuite', async (original, suite) => {
    await file?.suiteStarts(suite);
    return original(suite);
  });
  around(runner, 'onAfterRunSuite', async (original, suite) => {
    await original(suite);
    await file?.suiteEnded(suite);
  });
  around(runner, 'onBeforeRunTask', async (original, test) => {
    await file?.testStarts(test);
    return original(test);
  });
  around(runner, 'onAfterRetryTask', async (original, test, ...rest) => {
    await original(test, ...rest);
    // `context.skip()`: vitest calls nothing after this.
    if (test.result?.pending || test.result?.state === 'skip') await file?.testEnded(test);
  });
  around(runner, 'onAfterRunTask', async (original, test) => {
    await original(test);
    await file?.testEnded(test);
  });
  around(runner, 'onAfterRunFiles', async (original, files) => {
    await file?.over();
    return original(files);
  });
}

/** The main process has it when the promise is fulfilled. */
function tell(runner, task, message) {
  return runner.onTaskUpdate([[task.id, task.result, { ...task.meta, [messageKey]: message }]], []);
}

function around(runner, hook, replacement) {
  const original = runner[hook];
  runner[hook] = (...args) => replacement(async (...rest) => original?.apply(runner, rest), ...args);
}

/** At the very start of each call, before vitest's own function, which it puts there after the constructor. */
function beforeCalls(runner, hook, first) {
  const wrapped = (inner) =>
    function (...args) {
      first(...args);
      return inner?.apply(this, args);
    };
  let current = wrapped(runner[hook]);
  Object.defineProperty(runner, hook, {
    configurable: true,
    get: () => current,
    set: (inner) => {
      current = wrapped(inner);
    },
  });
}
