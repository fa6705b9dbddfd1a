import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { Analyzer, rules } from '../../../src/analysis/index.ts';
import { FixService } from '../../../src/fixes/index.ts';
import { runnerNames } from '../../../src/runners/runner.ts';
import { stateKinds } from '../../../src/runners/state.ts';
import { stateResetOf } from '../../../src/server/find-polluter.ts';
import { openState } from '../../../src/state/index.ts';
import { PolluterFinder, type PolluterReport } from '../../../src/verification/polluter/index.ts';
import { proveFix } from '../../../src/verification/proof/index.ts';
import { Workspace } from '../../../src/workspace/index.ts';
import { projectRoot } from '../../support/runners.ts';

const suitesFolder = path.join(projectRoot, 'test/fixtures/polluted');

const Key = z.strictObject({ kind: z.enum(stateKinds), name: z.string() });
/** Sets of tests, any of which is enough; within one all are needed. */
const Alternatives = z.array(z.array(z.string()).min(1)).min(1);

const Victim = z.strictObject({
  victim: z.string(),
  kind: z.enum(['victim', 'brittle', 'none']),
  /** Why the kind is `none`. */
  because: z.enum(['random', 'always fails', 'always passes']).optional(),
  polluters: Alternatives.optional(),
  state_setters: Alternatives.optional(),
  /** Any of these is the cause: putting it back is enough. */
  state: z.union([z.array(Key).min(1), z.enum(['not visible', 'not proved'])]).optional(),
  /** Not proved, but named as changed. */
  seen: z.array(Key).optional(),
  /** Where it is not a test. */
  set_by: z.string().optional(),
  cleaners: z.array(z.string()).optional(),
  /** What to search among, when the declared order shows nothing. */
  candidates: z.array(z.string()).optional(),
  declared_passes: z.literal(true).optional(),
  /** How often it fails after its polluter. */
  sometimes: z.number().optional(),
  /** A fix plan can be written from what is named, and is proved to mend it. */
  fixable: z.boolean().optional(),
  /** Searched on every change; the others by hand. */
  quick: z.literal(true).optional(),
  /** On every change the fix is proved, too. */
  quick_fix: z.literal(true).optional(),
  note: z.string(),
});
export type Victim = Readonly<z.infer<typeof Victim>>;

const Suite = z.strictObject({
  about: z.string(),
  runner: z.enum(runnerNames),
  config: z.string().optional(),
  /** Holds the port that its tests use. */
  port_file: z.string().optional(),
  victims: z.array(Victim),
});

/** What the search is to say of a test. */
export interface Row {
  readonly kind: PolluterReport['kind'] | 'unfinished';
  readonly setters: readonly string[];
  readonly state: readonly string[];
  readonly seen: readonly string[];
  readonly cleaners: readonly string[];
}

/** A suite in a folder of its own, searched with a state of its own. */
export interface OpenSuite {
  readonly root: string;
  readonly victims: readonly Victim[];
  find(victim: Victim): Promise<PolluterReport>;
  /** Plans the reset of what was found, and proves it: `fixed`, or why not. */
  mend(report: PolluterReport): Promise<string>;
  close(): void;
}

export async function openSuite(name: string): Promise<OpenSuite> {
  const suite = Suite.parse(JSON.parse(readFileSync(path.join(suitesFolder, `${name}.json`), 'utf8')));
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-suite-')));
  const root = path.join(home, name);
  cpSync(path.join(suitesFolder, name), root, { recursive: true });
  if (existsSync(path.join(root, 'package.json'))) linkPackages(root);
  const port = suite.port_file === undefined ? undefined : await freePort();
  if (suite.port_file !== undefined) writeFileSync(path.join(root, suite.port_file), `${port}\n`);
  const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
  const analyzer = new Analyzer(workspace, rules);
  const state = openState({ env: { TESTING_PATTERNS_HOME: path.join(home, 'state') }, roots: workspace.roots });
  const finder = new PolluterFinder({ workspace, analyzer, state });
  const fixes = new FixService(workspace, analyzer, state);
  return {
    root,
    victims: suite.victims.map((victim) => withPort(victim, port)),
    find: ({ victim, candidates }) => finder.find({ victim, candidates, seed: 7, timeoutMs: Infinity }),
    mend: async (report) => {
      const reset = stateResetOf(report);
      if (!reset) return 'nothing is named';
      const { plan, advice } = await fixes.planStateReset(reset);
      if (plan.files.length === 0) return advice.map(({ reason }) => reason).join(' ');
      const { changes } = await fixes.prepare(plan.plan_id);
      const tests = [...report.polluters, report.victim];
      // The failure is certain without the change: few runs tell.
      const few = { seed: 11, cleanRuns: 5, exploring: 12, budgetMs: Infinity };
      const proof = await proveFix({ workspace, analyzer, state, changes, tests, ...few });
      return proof.status === 'done' ? proof.verdict : proof.status;
    },
    close: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export function suiteNames(): readonly string[] {
  return readdirSync(suitesFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}

/** What was found; of alternatives that are equally right, the first stands for all. */
export function found(expected: Victim, report: PolluterReport): Row {
  const setters = [...report.polluters, ...report.state_setters];
  const known = expected.polluters ?? expected.state_setters ?? [];
  const cleaners = expected.cleaners ?? [];
  const names = report.changed_state.map(spoken);
  const right = statesOf(expected);
  const seen = (expected.seen ?? []).map(spoken);
  return {
    kind: report.kind ?? 'unfinished',
    setters: known.some((each) => isSame(each, setters)) ? (known[0] ?? []) : setters,
    state: names.length > 0 && names.every((each) => right.includes(each)) ? right : names,
    seen: report.also_changed.map(spoken).filter((each) => seen.includes(each)),
    cleaners:
      report.cleaners.length > 0 && report.cleaners.every((each) => cleaners.includes(each))
        ? cleaners
        : report.cleaners,
  };
}

export function wanted(expected: Victim): Row {
  return {
    kind: expected.kind,
    setters: (expected.polluters ?? expected.state_setters)?.[0] ?? [],
    state: statesOf(expected),
    seen: (expected.seen ?? []).map(spoken),
    cleaners: expected.cleaners ?? [],
  };
}

function statesOf({ state }: Victim): readonly string[] {
  return Array.isArray(state) ? state.map(spoken) : [];
}

function spoken({ kind, name }: z.infer<typeof Key>): string {
  return `${kind} ${name}`;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function withPort(victim: Victim, port: number | undefined): Victim {
  if (!Array.isArray(victim.state)) return victim;
  return { ...victim, state: victim.state.map((key) => ({ ...key, name: key.name.replace('{port}', `${port}`) })) };
}

/** A folder of links, so that what runners cache in node_modules goes with the copy. */
function linkPackages(root: string): void {
  const installed = path.join(projectRoot, 'node_modules');
  mkdirSync(path.join(root, 'node_modules'));
  for (const name of readdirSync(installed).filter((entry) => !entry.startsWith('.')))
    symlinkSync(path.join(installed, name), path.join(root, 'node_modules', name), 'junction');
}

/** Below those that systems give away: their names would not be told. */
async function freePort(): Promise<number> {
  const first = 20_000 + (process.pid % 10_000);
  for (let port = first; port < first + 100; port += 1) if (await isFree(port)) return port;
  throw new Error(`No port from ${first} on is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
