import type { RunRecord } from './record.ts';

/** Told after each run. */
export interface Progress {
  readonly campaignId: string;
  readonly done: number;
  readonly total: number;
  readonly run: Pick<RunRecord, 'run' | 'strategy' | 'outcome' | 'ms'>;
  /** Tests that failed in this run, as shown to people. */
  readonly failed: readonly string[];
}
