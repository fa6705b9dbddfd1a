// What a process of its own does to numbered files: node --import faults.mjs main.mjs JOB. bundle.ts makes one light file of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { recoverAtStart } from '../../../src/fixes/rollback.ts';
import { cutEverywhere, type Faults, failEverywhere } from './everywhere.ts';
import { apply, countUp, deskOf, leftOver, numberIn, type Place, planFor, undo } from './numbered.ts';

export type Job =
  /** Applies, undoes or recovers with a fault. Says nothing when it comes to its end. */
  | { readonly do: 'apply' | 'undo' | 'recover'; readonly place: Place; readonly plan: string; readonly faults: Faults }
  /** Applies and undoes for ever. */
  | { readonly do: 'loop'; readonly place: Place }
  /** Counts up `times` times, and begins again where somebody was faster. */
  | { readonly do: 'increment'; readonly place: Place; readonly times: number }
  /** Makes small files where none are, and has them grow to more than there is room for, if that is not true of their journal. */
  | { readonly do: 'grow'; readonly place: Place }
  | { readonly do: 'cut everywhere' | 'fail everywhere'; readonly folder: string };

declare const setFaults: (faults?: Partial<Faults>) => number;

const job: Job = JSON.parse(process.argv[2] ?? '');
process.stdout.write(JSON.stringify((await run(job)) ?? null));

async function run(job: Job): Promise<unknown> {
  switch (job.do) {
    case 'cut everywhere':
      return cutEverywhere(job.folder, setFaults);
    case 'fail everywhere':
      return failEverywhere(job.folder, setFaults);
    case 'loop':
      return loop(job.place);
    case 'grow':
      return grow(job.place);
    case 'increment':
      return increment(job.place, job.times);
    default: {
      const desk = await deskOf(job.place);
      const plan = JSON.parse(readFileSync(job.plan, 'utf8'));
      setFaults(job.faults);
      if (job.do === 'recover') return recoverAtStart(desk.workspace, desk.state);
      return job.do === 'apply' ? apply(desk, plan) : undo(desk, plan);
    }
  }
}

async function loop(place: Place): Promise<void> {
  const desk = await deskOf(place);
  const [first = ''] = place.files;
  process.stdout.write('going');
  for (;;) {
    const plan = await countUp(desk, place.files, numberIn(first));
    const { status } = await apply(desk, plan);
    if (status === 'applied' && Math.random() < 0.4) await undo(desk, plan);
  }
}

async function increment(place: Place, times: number): Promise<void> {
  const desk = await deskOf(place);
  const [first = ''] = place.files;
  for (let done = 0; done < times; ) {
    const { status } = await apply(desk, await countUp(desk, place.files, numberIn(first)));
    if (status === 'applied') done += 1;
  }
}

export interface Grown {
  readonly said: string;
  readonly unchanged: boolean;
  readonly leftOver: readonly string[];
  /** What comes of a plan for which there is room. */
  readonly thenSmaller: string;
}

async function grow(place: Place): Promise<Grown> {
  for (const file of place.files) if (!existsSync(file)) writeFileSync(file, 'small');
  const desk = await deskOf(place);
  const read = () => place.files.map((file) => readFileSync(file, 'utf8'));
  const [before = ''] = read();
  const big = await apply(desk, await planFor(desk, place.files, before, 'x'.repeat(400_000))).then(
    ({ status }) => status,
    String,
  );
  const unchanged = read().every((text) => text === before);
  const left = leftOver(place);
  for (const file of place.files) writeFileSync(file, 'small');
  const small = await apply(desk, await planFor(desk, place.files, 'small', 'fits'));
  return { said: big, unchanged, leftOver: left, thenSmaller: small.status };
}
