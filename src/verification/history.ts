import type { Campaign } from './record.ts';
import { historiesOf } from './trials.ts';

/** What all kept campaigns together know of one test. */
export interface KnownRuns {
  readonly runs: number;
  readonly failures: number;
  readonly byStrategy: readonly { readonly strategy: string; readonly runs: number; readonly failures: number }[];
}

/** @param id as shown to people. Undefined when no campaign ran it. */
export function knownRuns(campaigns: readonly Campaign[], id: string): KnownRuns | undefined {
  const trials = campaigns.flatMap((campaign) => {
    const at = campaign.header.tests.findIndex((test) => test.id === id);
    return at === -1 ? [] : (historiesOf(campaign)[at]?.trials ?? []);
  });
  if (trials.length === 0) return undefined;
  const count = (of: typeof trials) => ({ runs: of.length, failures: of.filter(({ failed }) => failed).length });
  const strategies = [...new Set(trials.map(({ strategy }) => strategy))];
  return {
    ...count(trials),
    byStrategy: strategies.map((strategy) => ({
      strategy,
      ...count(trials.filter((trial) => trial.strategy === strategy)),
    })),
  };
}
