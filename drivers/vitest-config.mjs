// The user's vitest with the user's configuration, but for what a proof must decide itself: which tests run, in which order, and
// that nothing tries again, stops early, writes snapshots or remembers the run.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const drivers = path.dirname(fileURLToPath(import.meta.url));

export async function createPlanned({ plan, vitestFolder, version, config, events }) {
  // As vitest's own command line sets them.
  Object.assign(process.env, { TEST: 'true', VITEST: 'true', VITEST_SKIP_INSTALL_CHECKS: '1' });
  process.env.NODE_ENV ??= 'test';
  const { createVitest } = await import(pathToFileURL(path.join(vitestFolder, 'dist/node.js')).href);
  const sequencer = sequencerOf(plan);
  const vitest = await createVitest('test', {
    ...(config ? { config } : {}),
    ...workersOf(plan, version),
    run: true,
    watch: false,
    ui: false,
    open: false,
    cache: false,
    // On by default in vitest 5, and keyed by less than a transformation may depend on (time zone, options of plugins).
    fsModuleCache: false,
    coverage: { enabled: false },
    typecheck: { enabled: false },
    passWithNoTests: true,
    allowOnly: true,
    retry: 0,
    bail: 0,
    update: false,
    reporters: [events.reporter()],
    sequence: { shuffle: false, sequencer },
    ...(plan.isolate === false && { isolate: false }),
  });
  if (plan.workers > 1 && vitest.config.fileParallelism === false)
    events.limitation('The vitest configuration turns file parallelism off: one worker ran all files.');
  // Projects resolve their configuration by themselves, partly without what the command line says.
  const configs = new Set([vitest.config, ...vitest.projects.map((project) => project.config)]);
  for (const [number, resolved] of [...configs].entries()) {
    Object.assign(resolved, {
      retry: 0,
      bail: 0,
      allowOnly: true,
      passWithNoTests: true,
      shard: undefined,
      sequence: { ...resolved.sequence, shuffle: false, groupOrder: 0, sequencer },
      snapshotOptions: { ...resolved.snapshotOptions, updateSnapshot: 'none' },
      runner: writeRunner({ vitestFolder, version, userRunner: resolved.runner, number, plan }),
    });
    if (plan.isolate === false) shareWorker(resolved);
  }
  const servers = new Set([vitest, ...vitest.projects].map(({ vite }) => vite));
  for (const vite of servers) allowOurs(vite);
  if (plan.state) await watchModules(servers, plan);
  vitest.snapshot.options.updateSnapshot = 'none';
  return vitest;
}

async function watchModules(servers, plan) {
  const { instrumentModules } = await import('./vitest-modules.mjs');
  for (const vite of servers) instrumentModules(vite, plan);
}

/** Whatever the configuration says. */
function shareWorker(resolved) {
  resolved.isolate = false;
  // vitest 3.
  for (const options of [resolved.poolOptions?.threads, resolved.poolOptions?.forks])
    if (options) options.isolate = false;
}

/** For an environment of browsers (jsdom, happy-dom), vite serves only files below the project: neither our drivers nor the runner. */
function allowOurs(vite) {
  const { allow } = vite.config.server.fs;
  for (const folder of [drivers, runFolder()]) if (!allow.includes(folder)) allow.push(folder);
}

function runFolder() {
  return path.dirname(process.env.TESTING_PATTERNS_PLAN);
}

/** `isolate` and `pool` stay as the user has them. */
function workersOf({ mode, workers }, version) {
  if (mode === 'list') return {};
  if (workers > 1) return { maxWorkers: workers };
  return { fileParallelism: false, maxWorkers: 1, ...(version.startsWith('3.') ? { minWorkers: 1 } : {}) };
}

/** vitest's own sequence has failed and slow files first, as its cache remembers them. */
function sequencerOf(plan) {
  const place = (specification) => {
    const file = path.relative(plan.folder, specification.moduleId).split(path.sep).join('/');
    return plan.files.indexOf(file);
  };
  return class PlannedSequence {
    shard(specifications) {
      return specifications;
    }
    sort(specifications) {
      return [...specifications].sort((a, b) => place(a) - place(b));
    }
  };
}

/** A module in the run's private folder: it alone knows where vitest, the user's runner and our drivers are. */
function writeRunner({ vitestFolder, version, userRunner, number, plan }) {
  const file = path.join(runFolder(), `vitest-runner-${number}.mjs`);
  // Since 4.1 the class is exported beside everything else, under another name.
  const [major, minor] = version.split('.').map(Number);
  const [ownClass, ownFile] =
    major > 4 || (major === 4 && minor >= 1)
      ? ['TestRunner', 'dist/index.js']
      : ['VitestTestRunner', 'dist/runners.js'];
  const literal = (target) => JSON.stringify(target.split(path.sep).join('/'));
  const runner = userRunner
    ? `import Runner from ${literal(userRunner)};`
    : `import { ${ownClass} as Runner } from ${literal(path.join(vitestFolder, ownFile))};`;
  const driver = (name) => literal(path.join(drivers, name));
  const lines = [`import { planned } from ${driver('vitest-worker.mjs')};`, runner];
  if (plan.state)
    lines.push(
      `import { vi } from ${literal(path.join(vitestFolder, 'dist/index.js'))};`,
      `import { StateInWorker } from ${driver('vitest-state.mjs')};`,
      'export default planned(Runner, (plan) => new StateInWorker(plan, vi));',
    );
  else lines.push('export default planned(Runner);');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
