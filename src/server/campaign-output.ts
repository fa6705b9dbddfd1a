import { z } from 'zod';
import { firstThatFit } from '../untrusted/plain-answer.ts';
import { prose } from '../untrusted/plain-text.ts';
import type { CampaignReport, FirstFailure, Leak as LeakReport, TestReport } from '../verification/index.ts';
import { LISTED_AS } from './schemas.ts';

/** A campaign as `verify_tests` answers it. Arrays are listed in words: the whole shape is in docs/tools.md. */

const Test = z.object({
  id: z.string(),
  verdict: z.string(),
  reason: z.string().exactOptional(),
  runs: z.number(),
  failures: z.number(),
  upper_bound_95: z.number(),
  first_failure: z
    .object({
      message: z.string(),
      run: z.number(),
      strategy: z.string(),
      seed: z.number(),
      surroundings: z.string(),
      order: z.array(z.string()),
      order_more: z.number(),
    })
    .exactOptional(),
  depends_on: z
    .object({ on: z.string(), values: z.array(z.string()).exactOptional(), evidence: z.string() })
    .exactOptional(),
  failed_only_in: z.array(z.string()).exactOptional(),
  fails_second_time: z.object({ failures: z.number(), runs: z.number() }).exactOptional(),
});

const ByStrategy = z.object({
  strategy: z.string(),
  runs: z.number(),
  failures: z.number(),
  failure_rate: z.number().nullable(),
  interval_95: z.array(z.number()).describe('[low, high], exact.'),
  not_counted: z.number(),
  unavailable: z.string().exactOptional(),
  not_applicable: z.string().exactOptional(),
});

const NotCounted = z.object({ run: z.number(), strategy: z.string(), outcome: z.string(), reason: z.string() });

const Leak = z.object({
  test: z.string(),
  state: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      before: z.string(),
      after: z.string(),
      also_with_isolation: z.literal(true).exactOptional(),
    }),
  ),
  state_more: z.number().exactOptional(),
});

export const Campaign = z.object({
  campaign_id: z.string(),
  verdict: z.string(),
  runs: z.number(),
  failures: z.number(),
  failure_rate: z.number().nullable(),
  upper_bound_95: z.number(),
  runs_made: z.number(),
  runs_planned: z.number(),
  tests: z.array(Test).meta({
    [LISTED_AS]:
      '{id, verdict, runs, failures, upper_bound_95, first_failure?: {message, run, seed, order}, depends_on?}, worst first.',
  }),
  tests_more: z.number(),
  by_strategy: z
    .array(ByStrategy)
    .meta({ [LISTED_AS]: '{strategy, runs, failures, failure_rate, interval_95, unavailable?}' }),
  not_counted: z.array(NotCounted).meta({ [LISTED_AS]: '{run, strategy, outcome, reason}' }),
  not_counted_more: z.number(),
  leaks: z
    .array(Leak)
    .meta({ [LISTED_AS]: '{test, state: {kind, name, before, after}[]}' })
    .exactOptional(),
  leaks_more: z.number().exactOptional(),
  limitations: z.array(z.string()),
  reproduce: z.string(),
  report: z.string(),
});

/** In tests, runs, lines and characters: an answer stays under about 8,000 tokens, also when names are as long as a book. */
const shownTests = 25;
const charactersOf = { tests: 14_000, not_counted: 4_000, leaks: 6_000, limitations: 5_000, order: 1_500 };
const shownRuns = 10;
const shownMessage = 800;
const shownStates = 5;
const shownValue = 60;
const shownLimitations = 20;

export function shownCampaign(
  report: CampaignReport,
): z.output<typeof Campaign> & { readonly status: 'done' | 'running' } {
  const { leaks, leaks_more = 0, ...rest } = report;
  const { tests, not_counted, by_strategy, limitations } = rest;
  const first = firstThatFit(tests.slice(0, shownTests).map(shownTest), shownTests, charactersOf.tests);
  const lost = firstThatFit(not_counted, shownRuns, charactersOf.not_counted);
  const left = leaks && firstThatFit(leaks.slice(0, shownTests).map(shownLeak), shownTests, charactersOf.leaks);
  return {
    ...rest,
    tests: first.shown,
    tests_more: tests.length - first.shown.length,
    by_strategy: by_strategy.map((entry) => ({ ...entry, interval_95: [...entry.interval_95] })),
    not_counted: lost.shown,
    not_counted_more: lost.more,
    ...(leaks && left && { leaks: left.shown, leaks_more: leaks_more + leaks.length - left.shown.length }),
    limitations: firstThatFit(limitations, shownLimitations, charactersOf.limitations).shown,
  };
}

function shownTest({ first_failure, depends_on, failed_only_in, ...test }: TestReport): z.output<typeof Test> {
  return {
    ...test,
    ...(first_failure && { first_failure: shownFailure(first_failure) }),
    ...(depends_on && {
      depends_on: {
        on: depends_on.on,
        evidence: depends_on.evidence,
        ...(depends_on.values && { values: [...depends_on.values] }),
      },
    }),
    ...(failed_only_in && { failed_only_in: [...failed_only_in] }),
  };
}

/** The tests right before it are the ones that count. */
function shownFailure({ message, order, order_more, ...where }: FirstFailure) {
  const { shown, more } = firstThatFit(order.toReversed(), order.length, charactersOf.order);
  return { ...where, message: prose(message, shownMessage), order: shown.toReversed(), order_more: order_more + more };
}

function shownLeak({ test, state, state_more = 0 }: LeakReport): z.output<typeof Leak> {
  const more = state_more + Math.max(0, state.length - shownStates);
  const shown = state.slice(0, shownStates).map(({ before, after, ...one }) => ({
    ...one,
    before: prose(before, shownValue),
    after: prose(after, shownValue),
  }));
  return { test, state: shown, ...(more > 0 && { state_more: more }) };
}
