import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { alone, applyPlan, type Desk } from '../../../src/fixes/apply.ts';
import { Journal } from '../../../src/fixes/journal.ts';
import { type FixPlan, planDigest } from '../../../src/fixes/plan.ts';
import { recoverAtStart } from '../../../src/fixes/rollback.ts';
import { undoEntry } from '../../../src/fixes/undo.ts';
import { newId, openState } from '../../../src/state/index.ts';
import { Workspace } from '../../../src/workspace/index.ts';

/** Files whose content is a number, and plans that count one up: whether an update was lost can be read off them. */
export interface Place {
  readonly roots: readonly string[];
  readonly home: string;
  /** Absolute, in the order in which plans name them. */
  readonly files: readonly string[];
}

export async function deskOf({ roots, home }: Place): Promise<Desk> {
  const workspace = await Workspace.open({ roots, env: {}, cwd: roots[0] ?? '' });
  const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
  return { workspace, state, journal: new Journal(state) };
}

/** Several pages in which every line tells the number: no halves of two of them make a third. */
export function textOf(number: number): string {
  return Array.from({ length: 300 }, (_, line) => `line ${line} of number ${number}\r\n`).join('');
}

/** The number of a whole text; NaN for any other. */
export function numberIn(file: string): number {
  const text = readFileSync(file, 'utf8');
  const number = Number(/number (\d+)/.exec(text)?.[1]);
  return text === textOf(number) ? number : Number.NaN;
}

export function countUp(desk: Desk, files: readonly string[], from: number): Promise<FixPlan> {
  return planFor(desk, files, textOf(from), textOf(from + 1));
}

/** The plan that replaces `before` by `after` in all of the files. */
export async function planFor(
  { workspace }: Desk,
  files: readonly string[],
  before: string,
  after: string,
): Promise<FixPlan> {
  const planned = await Promise.all(
    files.map(async (file) => {
      const { root, path: relative } = await workspace.locate(file);
      const edits = [{ start: 0, end: before.length, expect: before, text: after }];
      const hashes = { sha256: hash(before), sha256_after: hash(after) };
      return { path: relative, root, relative, ...hashes, diff: '', edits, fixes: [] };
    }),
  );
  const what = { roots: [...workspace.roots], files: planned };
  const rest = { created: new Date().toISOString(), unfixable: [], left_out: 0, suggested_left: 0 };
  return { plan_id: newId('plan'), ...what, ...rest, digest: planDigest(what) };
}

export function apply(desk: Desk, plan: FixPlan) {
  return alone(desk, plan.files, () => applyPlan(desk, plan));
}

export function undo(desk: Desk, plan: FixPlan) {
  return alone(desk, plan.files, async () => {
    const entry = await desk.journal.read(undoIdOf(plan));
    if (!entry) throw new Error(`${plan.plan_id} was never applied`);
    return undoEntry(desk, entry);
  });
}

/**
 * What is wrong after an action on `plan` was cut off: each file must be whole at once; after the start of a program all are
 * the old ones or all the new ones, as the journal says, nothing lies about, and undoing and applying work.
 */
export async function wrongAfterCut(place: Place, plan: FixPlan, from: number): Promise<readonly string[]> {
  const found: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      found.push(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  };
  const numbers = () => place.files.map(numberIn);
  const all = (number: number) => place.files.map(() => number);

  expect(
    'files that are not whole',
    numbers().filter((number) => number !== from && number !== from + 1),
    [],
  );
  const desk = await deskOf(place);
  expect('stuck', await recoverAtStart(desk.workspace, desk.state), []);
  const applied = (await desk.journal.read(undoIdOf(plan)))?.status === 'applied';
  expect('after the start', numbers(), all(applied ? from + 1 : from));
  if (applied) expect('undo', (await undo(desk, plan)).status, 'undone');
  expect('undone', numbers(), all(from));
  const again = await countUp(desk, place.files, from);
  expect('apply', (await apply(desk, again)).status, 'applied');
  expect('applied', numbers(), all(from + 1));
  expect('left over', leftOver(place), []);
  return found;
}

/** Names that no finished action leaves. Records of other kinds are not looked at. */
export function leftOver({ roots, home, files }: Place): readonly string[] {
  const names = [...roots, home].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
      path.join(entry.parentPath, entry.name),
    ),
  );
  return names.filter(
    (name) =>
      !files.includes(name) &&
      ((/\.(?:tmp|old|lock)$/.test(name) && !path.basename(name).startsWith('meta.json')) ||
        (/[\\/]undo_\w+$/.test(name) && !existsSync(`${name}.json`))),
  );
}

function undoIdOf(plan: FixPlan): string {
  return plan.plan_id.replace('plan_', 'undo_');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
