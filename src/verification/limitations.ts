import { type Course, fruitlessRuns } from './course.ts';
import { isGuarded } from './guarded-files.ts';
import { isWatched } from './leaks.ts';
import type { Campaign, Header, RunRecord } from './record.ts';
import { isAxis } from './strategies.ts';
import { axisValue } from './trials.ts';

/** What the figures of a campaign do not show, and why it ended where it did; for people. */
export function limitationsOf({ header, runs }: Campaign, course: Course, skipped: number): readonly string[] {
  return [
    ...header.unloadable.map(
      ({ path, message }) => `${path} could not be loaded, its tests did not run: ${message.split('\n', 1)[0]}`,
    ),
    ...changedText(runs),
    ...endOf(course),
    ...cutOf(runs),
    ...(skipped === 0
      ? []
      : [
          `${skipped} ${skipped === 1 ? 'test was' : 'tests were'} skipped in every run: nothing is known about ${skipped === 1 ? 'it' : 'them'}.`,
        ]),
    ...notLookedAt(header),
    ...unavailable(header),
    ...tried(runs),
    ...watched(runs),
    ...new Set(runs.flatMap(({ limitations }) => limitations)),
    'The figures hold for this machine, these versions and these ways of running the tests.',
  ];
}

/** The first run that left the code other than it was, and what it, or somebody else meanwhile, changed. */
export function codeChanged(runs: readonly RunRecord[]): { readonly run: number; readonly files: string } | undefined {
  const first = runs.find(({ changed = [] }) => changed.some((name) => !isGuarded(name)));
  return first && { run: first.run, files: (first.changed ?? []).filter((name) => !isGuarded(name)).join(', ') };
}

function changedText(runs: readonly RunRecord[]): string[] {
  const code = codeChanged(runs);
  const guarded = [...new Set(runs.flatMap(({ changed = [] }) => changed.filter(isGuarded)))];
  return [
    ...(code
      ? [`While run ${code.run} was made, it or somebody else changed ${code.files}: later runs were of other code.`]
      : []),
    ...(guarded.length > 0
      ? [
          `While the runs were made, they or somebody else changed ${guarded.join(', ')}. No test has to: look at what stands there now.`,
        ]
      : []),
  ];
}

function endOf(course: Course): string[] {
  if (!('over' in course) || course.over === 'all runs made') return [];
  const why =
    course.over === 'settled'
      ? 'every test has passed and failed, more runs change no verdict'
      : `${fruitlessRuns} in a row ended in the same way without a result`;
  return [`Stopped after ${course.done} of ${course.total} runs: ${why}.`];
}

function cutOf(runs: readonly RunRecord[]): string[] {
  const last = runs.at(-1);
  if (last?.outcome !== 'cancelled') return [];
  return [
    `The last run does not count. ${last.reason ?? ''} Continue with a longer time for the call if no run gets done.`,
  ];
}

function notLookedAt({ files }: Header): string[] {
  return files.flatMap(({ seen, left_out }) =>
    left_out === 0
      ? []
      : [
          `Changes are noticed in ${Object.keys(seen).length} files of the project; ${left_out} more and new ones are not looked at.`,
        ],
  );
}

function unavailable({ reach }: Header): string[] {
  const reasons = reach.flatMap((entry) =>
    entry.reach.status === 'unavailable' ? [`${entry.strategy} was not tried: ${entry.reach.reason}`] : [],
  );
  return [...new Set(reasons)];
}

function tried(runs: readonly RunRecord[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const { strategy, surroundings } of runs) {
    const value = axisValue(strategy, surroundings);
    if (value !== undefined && isAxis(strategy)) values.set(strategy, (values.get(strategy) ?? new Set()).add(value));
  }
  return [...values].map(([axis, seen]) => `${axis} was tried with ${[...seen].join('; ')}.`);
}

function watched(runs: readonly RunRecord[]): string[] {
  return runs
    .filter((run) => isWatched(run) && run.outcome !== 'cancelled')
    .map(
      ({ run }) =>
        `Run ${run} looked at what tests leave behind, which changes its timing. Closures, #private fields and variables of installed packages are not seen.`,
    );
}
