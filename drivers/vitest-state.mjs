// What tests leave behind in a vitest worker: looked at after each, told, and put back where the plan asks for it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileOf, relativeFile } from './seed.mjs';

const load = createRequire(import.meta.url);
const { createWatch } = load('./state/watch.cjs');
const { placesOf } = load('./state/places.cjs');
const { Tracked } = load('./state/tracked.cjs');

/** One for all files that this worker runs. */
export class StateInWorker {
  #plan;
  #vi;
  #mocked;
  #watch;
  #begun = false;
  /** Keys that are still to be put back. */
  #pending;
  #running = new Set();
  /** Ids of the tests that ended since the last look. */
  #ended = new Set();
  /** Who a change belongs to when nothing runs: the last test, or the file. */
  #last;
  #file;
  #config;
  #tell;

  /** `vi`: of the vitest that the tests import. */
  constructor(plan, vi) {
    this.#plan = plan;
    this.#vi = vi;
    this.#pending = plan.state.restore?.keys ?? [];
    const places = placesOf(plan);
    this.#mocked = new MockedModules(plan.folder);
    this.#watch = createWatch({
      global: globalThis,
      ...places,
      useRealTimers: () => vi.useRealTimers(),
      groups: [this.#mocked],
    });
  }

  /** Set-up files have run, the file itself comes next. `tell(message)` reaches the main process. */
  async enters(file, config, tell) {
    this.#file = file;
    this.#config = config;
    this.#tell = tell;
    this.#last = file;
    this.#mocked.begin();
    // vitest 3 makes jsdom and its like anew for each file, also where files share a worker.
    if (!this.#begun) this.#watch.begin();
    else {
      this.#watch.renew(Object.hasOwn(globalThis, 'document'));
      // Set-up files run before every file: what they do before the first is the beginning.
      await this.#look(setupOf(this.#plan, config));
    }
    this.#begun = true;
    // What a file does while it is loaded is part of its first test's set-up.
    if (this.#plan.repeats === 1) await this.restoreBefore(this.#plan.tests.find((id) => fileOf(id) === file));
  }

  async loaded() {
    this.#mocked.begin();
    await this.#look(this.#file);
  }

  testStarts(id) {
    this.#running.add(id);
  }

  /** Whose doing a change is cannot be said while other tests run. */
  async testEnded(id) {
    this.#running.delete(id);
    this.#ended.add(id);
    if (this.#running.size > 0) return;
    this.#last = this.#ended.size === 1 ? id : this.#file;
    this.#ended.clear();
    cleanAsVitest(this.#vi, this.#config);
    await this.#look(this.#last);
  }

  /** `afterAll` belongs to the test before it. */
  async suiteEnded(isFile) {
    // vitest does so before the next file, where no hook could tell.
    if (isFile) this.#vi.restoreAllMocks();
    if (this.#running.size === 0) await this.#look(this.#last);
  }

  async #look(by) {
    await this.#mocked.resolved();
    if (!this.#plan.state.watch) return;
    const changes = this.#watch.look();
    if (changes.length > 0) await this.#tell({ type: 'state', by, changes });
  }

  /**
   * Before the `beforeAll` of the outermost block that this test is the first of, or before the file when it is the file's first;
   * what is not there yet is tried again. `isLast`: right before the test, its `beforeEach` included.
   */
  async restoreBefore(id, isLast = false) {
    if (this.#pending.length === 0 || id !== this.#plan.state.restore.before) return;
    await this.#look(this.#last);
    const told = this.#watch.restore(this.#pending);
    const isOver = (_, at) => isLast || !told[at].missing;
    for (const { missing: _, ...result } of told.filter(isOver)) await this.#tell({ type: 'restored', ...result });
    this.#pending = this.#pending.filter((...key) => !isOver(...key));
  }
}

/** The set-up file to name; a look that finds nothing tells nothing. */
function setupOf({ folder }, { setupFiles = [] }) {
  return relativeFile(folder, setupFiles.at(-1) ?? path.join(folder, 'set-up'));
}

/** What the configuration asks vitest to do before the next test; nothing but hooks between the two could tell. */
function cleanAsVitest(vi, { restoreMocks, mockReset, clearMocks, unstubEnvs, unstubGlobals }) {
  if (restoreMocks) vi.restoreAllMocks();
  if (mockReset) vi.resetAllMocks();
  if (clearMocks) vi.clearAllMocks();
  if (unstubEnvs) vi.unstubAllEnvs();
  if (unstubGlobals) vi.unstubAllGlobals();
}

/** `vi.doMock` without `vi.doUnmock`. vitest keeps them for each file; those of `vi.mock` are there when the file is loaded. */
class MockedModules extends Tracked {
  #folder;

  constructor(folder) {
    super('mocked-module');
    this.#folder = folder;
  }

  #registry() {
    return globalThis.__vitest_mocker__?.getMockerRegistry?.();
  }

  /** vitest registers them when something is imported next. */
  async resolved() {
    if (globalThis.__vitest_mocker__?.constructor?.pendingIds?.length > 0)
      await globalThis.__vitest_mocker__.resolveMocks();
  }

  read() {
    const registry = this.#registry();
    const ids = [...(registry?.keys() ?? [])].map((url) => registry.get(url).id);
    return new Map(ids.map((id) => [this.#nameOf(id), id]));
  }

  #nameOf(id) {
    const file = path.relative(this.#folder, id);
    return file.startsWith('..') || path.isAbsolute(file) ? id : file.split(path.sep).join('/');
  }

  text(id) {
    return typeof id === 'string' ? 'mocked' : '(not set)';
  }

  fileOf(name) {
    return this.previous.get(name) === name ? undefined : name;
  }

  restore(name) {
    globalThis.__vitest_mocker__.unmockPath(this.previous.get(name));
  }
}
