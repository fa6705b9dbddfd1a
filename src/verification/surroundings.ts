import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { whyUnavailable } from '../runners/condition.ts';
import type { Condition, RunnerName } from '../runners/runner.ts';
import type { Limited } from './strategies.ts';

/** A condition that can be made again later: the clock is set to an instant, not shifted by an amount. */
export const Surroundings = z.object({
  timezone: z.string().exactOptional(),
  locale: z.string().exactOptional(),
  /** What the wall clock shows when the run begins. ISO 8601. */
  clock: z.string().exactOptional(),
  network: z.literal('off').exactOptional(),
  /** vitest: all files share one worker. */
  isolation: z.literal('off').exactOptional(),
  load: z.number().exactOptional(),
  hashSeed: z.number().exactOptional(),
});
export type Surroundings = Readonly<z.infer<typeof Surroundings>>;

/** `available` has at least one value; the runs go through them in turn. */
export type Reach =
  | { readonly status: 'available'; readonly values: readonly Surroundings[] }
  /** The machine cannot do it: what was asked for stays unanswered. */
  | { readonly status: 'unavailable'; readonly reason: string }
  /** The language knows no such thing: there is nothing to ask. */
  | { readonly status: 'not_applicable'; readonly reason: string };

/** What a strategy is varied over for a runner on this machine. */
export function reachOf(strategy: Limited, runner: RunnerName, now: Date): Reach {
  switch (strategy) {
    case 'timezone':
      return timezoneReach(runner);
    case 'locale':
      return localeReach(runner);
    case 'hash-seed':
      return runner === 'pytest'
        ? { status: 'available', values: hashSeeds.map((hashSeed) => ({ hashSeed })) }
        : {
            status: 'not_applicable',
            reason: 'JavaScript has no hash seed: objects, maps and sets keep the order of insertion.',
          };
    case 'clock':
      return { status: 'available', values: clocks(now) };
    case 'no-network':
      return machineReach({ network: 'off' });
    case 'isolate-off':
      return isolationReach(runner);
  }
}

/** Far ahead of and behind UTC (another day for half of the time), half an hour off, and with daylight saving. */
const timezones = [
  'Pacific/Kiritimati',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Pacific/Pago_Pago',
  'Europe/Berlin',
] as const;

/** Turkish cases the letter i its own way, German swaps point and comma, Arabic has digits of its own. */
const locales = ['tr_TR.UTF-8', 'de_DE.UTF-8', 'ar_EG.UTF-8'] as const;

/** Few, so that each comes again: a failure that belongs to the seed then shows as such. 0 switches hashing by chance off. */
const hashSeeds = [0, 1, 2, 3, 4] as const;

function timezoneReach(runner: RunnerName): Reach {
  if (runner === 'pytest') {
    if (process.platform === 'win32')
      return { status: 'unavailable', reason: 'Python on Windows takes no time zone from the environment.' };
    if (!hasZoneFiles())
      return {
        status: 'unavailable',
        reason: 'The time zone files are not installed (/usr/share/zoneinfo). Install the package tzdata.',
      };
  }
  return { status: 'available', values: timezones.map((timezone) => ({ timezone })) };
}

function hasZoneFiles(): boolean {
  try {
    return readdirSync('/usr/share/zoneinfo/Pacific').includes('Kiritimati');
  } catch {
    return false;
  }
}

/** Node brings all locales with it; Python sees those of the C library. */
function localeReach(runner: RunnerName): Reach {
  const values = locales.map((locale) => ({ locale }));
  if (runner !== 'pytest') return { status: 'available', values };
  const installed = values.filter((value) => whyUnavailable(value) === undefined);
  if (installed.length > 0) return { status: 'available', values: installed };
  return {
    status: 'unavailable',
    reason: `None of the locales ${locales.join(', ')} is installed (\`locale -a\`). Install one, with locale-gen or the package locales-all.`,
  };
}

/** The end of a long month, a leap day, the hour that daylight saving skips, the last second of a year, and a year from now. */
function clocks(now: Date): Surroundings[] {
  const year = now.getUTCFullYear() + 1;
  const leapYear = year + ((4 - (year % 4)) % 4);
  const ahead = new Date(now);
  ahead.setUTCFullYear(year);
  return [
    { clock: `${year}-01-31T12:00:00.000Z` },
    { clock: `${leapYear}-02-29T12:00:00.000Z` },
    { clock: `${year}-03-${lastSundayOfMarch(year)}T00:59:59.000Z`, timezone: 'Europe/Berlin' },
    { clock: `${year}-12-31T23:59:59.000Z` },
    { clock: ahead.toISOString() },
  ];
}

function lastSundayOfMarch(year: number): number {
  return 31 - new Date(Date.UTC(year, 2, 31)).getUTCDay();
}

function isolationReach(runner: RunnerName): Reach {
  switch (runner) {
    case 'vitest':
      return { status: 'available', values: [{ isolation: 'off' }] };
    case 'pytest':
    case 'mocha':
      return { status: 'not_applicable', reason: `${runner} runs all files in one process anyway. Use shuffle.` };
    case 'jest':
      return { status: 'not_applicable', reason: 'jest always gives each file modules and globals of its own.' };
    case 'node:test':
      return { status: 'not_applicable', reason: 'node:test runs each file in a process of its own.' };
    case 'playwright':
      return {
        status: 'not_applicable',
        reason: 'Playwright runs file after file in one process anyway. Use shuffle.',
      };
  }
}

function machineReach(value: Surroundings): Reach {
  const reason = whyUnavailable(conditionOf(value, new Date()));
  return reason === undefined ? { status: 'available', values: [value] } : { status: 'unavailable', reason };
}

/** What a runner is told. @param now the clock is shifted from here */
export function conditionOf({ clock, isolation: _, ...plain }: Surroundings, now: Date): Condition {
  return clock === undefined ? plain : { ...plain, clockShiftMs: Date.parse(clock) - now.getTime() };
}

/** In words that a person can act on: `TZ=Asia/Kolkata`, `clock at 2027-01-31T12:00:00.000Z`. Empty for nothing changed. */
export function surroundingsText({
  timezone,
  locale,
  clock,
  network,
  isolation,
  load,
  hashSeed,
}: Surroundings): string {
  return [
    ...(clock === undefined ? [] : [`clock at ${clock}`]),
    ...(timezone === undefined ? [] : [`TZ=${timezone}`]),
    ...(locale === undefined ? [] : [`LC_ALL=${locale}`]),
    ...(hashSeed === undefined ? [] : [`PYTHONHASHSEED=${hashSeed}`]),
    ...(network === undefined ? [] : ['no network']),
    ...(isolation === undefined ? [] : ['isolate: false']),
    ...(load === undefined ? [] : [`${load} busy ${load === 1 ? 'core' : 'cores'}`]),
  ].join(', ');
}
