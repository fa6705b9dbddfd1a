import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { recoverAtStart } from '../../src/fixes/rollback.ts';
import { bundledMain } from './crash/bundle.ts';
import { type Everywhere, numberedPlace } from './crash/everywhere.ts';
import { apply, countUp, deskOf, leftOver, numberIn, type Place, textOf, wrongAfterCut } from './crash/numbered.ts';
import { answer, ended, start } from './crash/processes.ts';

/** How many processes are killed at random; for a long run: CRASH_KILLS=1000 npx vitest run test/fixes/crash.test.ts */
const kills = Number(process.env.CRASH_KILLS ?? 75);
/** A long run kills a real process before every step, a short one before some of them: the others are cut off in one process. */
const stride = kills > 500 ? 1 : 9;

const bundle = bundledMain();

it('cut off before any step, and once more while it is put in order, all files are old or all are new', async () => {
  const { cases, wrong } = await answer<Everywhere>(bundle.main, {
    do: 'cut everywhere',
    folder: bundle.temp.at('cut'),
  });
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(150);
}, 300_000);

it.each(['apply', 'undo'] as const)(
  'killed with SIGKILL at its steps, %s leaves all files old or all new',
  async (action) => {
    const wrong: string[] = [];
    for (let at = 1, killed = true; killed; at += stride) {
      const { place, plan } = await numberedPlace(bundle.temp.at(`${action}-${at}`), action);
      const file = bundle.temp.write(`plan-${action}-${at}.json`, JSON.stringify(plan));
      const job = { do: action, place, plan: file, faults: { how: 'kill', at } } as const;
      killed = (await ended(start(bundle.main, job))).signal === 'SIGKILL';
      wrong.push(...(await wrongAfterCut(place, plan, 0)).map((problem) => `killed at ${at}: ${problem}`));
    }
    expect(wrong).toEqual([]);
  },
  600_000,
);

it(`keeps every update and no half of one while ${kills} of three writers at once are killed at random moments`, async () => {
  const wrong: string[] = [];
  for (let left = kills, round = 0; left > 0; round += 1) {
    const inRound = Math.min(25, left);
    left -= inRound;
    wrong.push(...(await wrongAfterKills(bundle.temp.folder(`round-${round}`), inRound)));
  }
  expect(wrong).toEqual([]);
}, 1_800_000);

/** Three processes apply and undo without end over the same files; each that is killed is followed by another. */
async function wrongAfterKills(folder: string, count: number): Promise<readonly string[]> {
  const place = placeIn(folder);
  const found: string[] = [];
  let left = count;
  const writer = async () => {
    while (left > 0) {
      left -= 1;
      const child = start(bundle.main, { do: 'loop', place });
      const end = ended(child);
      child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 150));
      const { signal, errors } = await end;
      if (signal !== 'SIGKILL') found.push(`a writer ended by itself: ${errors}`);
      // Without any recovery each file is whole at every moment.
      for (const file of place.files) if (Number.isNaN(numberIn(file))) found.push(`${file} is not whole`);
    }
  };
  await Promise.all([writer(), writer(), writer()]);

  const desk = await deskOf(place);
  const stuck = await recoverAtStart(desk.workspace, desk.state);
  const applied = await desk.journal.applied();
  const numbers = place.files.map(numberIn);
  if (stuck.length > 0) found.push(`stuck: ${stuck.join(', ')}`);
  if (numbers.some((number) => number !== applied.length))
    found.push(`${applied.length} plans are applied, the files say ${numbers.join(', ')}`);
  // The next action over the same files takes over the locks of the dead.
  const plan = await countUp(desk, place.files, applied.length);
  if ((await apply(desk, plan)).status !== 'applied') found.push('a lost lock');
  return [...found, ...leftOver(place)];
}

function placeIn(folder: string): Place {
  const root = path.join(folder, 'ws');
  const files = ['a.test.ts', 'b.test.ts', 'c.test.ts'].map((name) => path.join(root, name));
  mkdirSync(root);
  for (const file of files) writeFileSync(file, textOf(0));
  return { roots: [root], home: path.join(folder, 'home'), files };
}
