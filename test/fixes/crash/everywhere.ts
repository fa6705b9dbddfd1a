import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FixPlan } from '../../../src/fixes/plan.ts';
import { recoverAtStart } from '../../../src/fixes/rollback.ts';
import { apply, countUp, deskOf, type Place, textOf, undo, wrongAfterCut } from './numbered.ts';

export interface Faults {
  readonly at: number;
  readonly how: 'kill' | 'stop' | 'once' | 'full' | 'readOnly';
  readonly code?: string;
  readonly stopped?: () => void;
}

/** How many cases were tried, and what was wrong in which. */
export interface Everywhere {
  readonly cases: number;
  readonly wrong: readonly string[];
}

type SetFaults = (faults?: Partial<Faults>) => number;

/** Two files in two folders, and a plan for both; to be undone, it is applied already. */
export async function numberedPlace(
  folder: string,
  action: 'apply' | 'undo',
): Promise<{ place: Place; plan: FixPlan }> {
  rmSync(folder, { recursive: true, force: true });
  const root = path.join(folder, 'ws');
  const files = [path.join(root, 'a.test.ts'), path.join(root, 'sub', 'b.test.ts')];
  const home = path.join(folder, 'home');
  mkdirSync(path.join(root, 'sub'), { recursive: true });
  mkdirSync(home);
  for (const file of files) writeFileSync(file, textOf(0));
  const place = { roots: [root], home, files };
  const desk = await deskOf(place);
  const plan = await countUp(desk, files, 0);
  if (action === 'undo') await apply(desk, plan);
  return { place, plan };
}

/** Stops applying and undoing before each of their steps, and what puts that in order at one of its own, another each time. */
export async function cutEverywhere(folder: string, setFaults: SetFaults): Promise<Everywhere> {
  const wrong: string[] = [];
  let cases = 0;
  const attempt = async (action: 'apply' | 'undo', first: number, second: number): Promise<boolean> => {
    const { place, plan } = await numberedPlace(folder, action);
    const desk = await deskOf(place);
    const ended = await cutAt(first, place, setFaults, () =>
      action === 'apply' ? apply(desk, plan) : undo(desk, plan),
    );
    if (second !== never) await cutAt(second, place, setFaults, () => recoverAtStart(desk.workspace, desk.state));
    cases += 1;
    const problems = await wrongAfterCut(place, plan, 0);
    wrong.push(...problems.map((problem) => `${action} cut at ${first}, recovery at ${second}: ${problem}`));
    return ended;
  };
  for (const action of ['apply', 'undo'] as const) {
    for (let first = 1; !(await attempt(action, first, never)); first += 1)
      await attempt(action, first, 1 + (first % 30));
  }
  return { cases, wrong };
}

const never = Number.POSITIVE_INFINITY;

/** Runs it up to its step number `at`; true when it came to its end before. */
async function cutAt(at: number, place: Place, setFaults: SetFaults, run: () => Promise<unknown>): Promise<boolean> {
  const stopped = new Promise<boolean>((resolve) => {
    setFaults({ how: 'stop', at, stopped: () => resolve(false) });
  });
  const ended = run().then(
    () => true,
    () => true,
  );
  const result = await Promise.race([stopped, ended]);
  // Whatever goes on after a failed call stops at its next one.
  await new Promise(setImmediate);
  setFaults();
  // This process lives, so that its locks look held.
  for (const folder of readdirSync(place.home, { recursive: true, encoding: 'utf8' }))
    if (path.basename(folder) === 'locks') rmSync(path.join(place.home, folder), { recursive: true });
  return result;
}

const advice = /Nothing was changed|All files are as they were|still applied|are kept|carries the undo to its end/;

/**
 * Lets operations of applying and undoing fail, each alone, and from each on for good; then all works again. A file that
 * cannot be read just before it is replaced counts as one that changed.
 */
export async function failEverywhere(folder: string, setFaults: SetFaults): Promise<Everywhere> {
  const wrong: string[] = [];
  let cases = 0;
  const kinds = [
    { how: 'once', code: 'EIO', step: 4 },
    { how: 'full', code: 'ENOSPC', step: 2 },
    { how: 'full', code: 'EDQUOT', step: 7 },
    { how: 'readOnly', code: 'EROFS', step: 4 },
  ] as const;
  for (const action of ['apply', 'undo'] as const) {
    for (const { step, ...kind } of kinds) {
      for (let at = 1, reached = true; reached; at += step) {
        const { place, plan } = await numberedPlace(folder, action);
        const desk = await deskOf(place);
        setFaults({ ...kind, at });
        const run = action === 'apply' ? apply(desk, plan) : undo(desk, plan);
        const message = await run.then(
          ({ status }) => status,
          (error: unknown) => String(error),
        );
        reached = setFaults() >= at;
        cases += 1;
        const problems = [...(await wrongAfterCut(place, plan, 0))];
        if (!/^(?:applied|undone|stale)$/.test(message) && !advice.test(message)) problems.push(`says ${message}`);
        wrong.push(...problems.map((problem) => `${action}, ${kind.code} at ${at}: ${problem}`));
      }
    }
  }
  return { cases, wrong };
}
