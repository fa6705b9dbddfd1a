import { z } from 'zod';
import { stateKinds } from '../../runners/state.ts';
import { Header } from '../record.ts';

/**
 * What a search is on disk: a header, then one line for each run that ended. Tests are numbers, the places in the header's
 * list. A search follows from these lines alone: one that was stopped goes on by asking the same questions again, and has the
 * answers to most of them here.
 */

export const SearchHeader = Header.pick({
  created: true,
  roots: true,
  seed: true,
  projects: true,
  tests: true,
  files: true,
  unloadable: true,
}).extend({
  kind: z.literal('search'),
  format: z.literal(1),
  search_id: z.string(),
  /** As asked; what has to be the same for a search to go on. */
  request: z.object({
    victim: z.string(),
    candidates: z.array(z.string()).exactOptional(),
    isolate: z.literal(false).exactOptional(),
  }),
  victim: z.number(),
  /** In their order. */
  candidates: z.array(z.number()),
});
export type SearchHeader = Readonly<z.infer<typeof SearchHeader>>;

const Key = z.object({ kind: z.enum(stateKinds), name: z.string() });

/** State that tests changed before the victim began. */
const Left = Key.extend({
  /** When the victim began it was as at the beginning of the run again. */
  back: z.boolean(),
  /** At the beginning of the run, and when the victim began. */
  before: z.string(),
  after: z.string(),
  restorable: z.boolean(),
  /** That declares it, relative to the project's folder. */
  file: z.string().exactOptional(),
  /** Tests that changed it since it was last as at the beginning, in order; the last is the last writer. */
  writers: z.array(z.number()),
  /** Such a file, when loading it changed the state, relative to the project's folder. */
  loaded: z.string().exactOptional(),
  /** Tests that put it back after another had changed it, and those others. */
  cleaners: z.array(z.number()),
  undone: z.array(z.number()).exactOptional(),
});
export type Left = Readonly<z.infer<typeof Left>>;

export const SearchRun = z.object({
  kind: z.literal('run'),
  /** Of what was asked: tests, order and what was done to the state. */
  question: z.string(),
  /** In a few words, for people. */
  purpose: z.string(),
  /** Before the victim, in order; left out when there are many. */
  tests: z.array(z.number()).exactOptional(),
  /** How many tests ran, the victim included. */
  executed: z.number(),
  victim: z.enum(['passed', 'failed', 'none']),
  message: z.string().exactOptional(),
  left: z.array(Left).exactOptional(),
  restored: z.array(Key.extend({ done: z.boolean(), reason: z.string().exactOptional() })).exactOptional(),
  writers: z.array(Key.extend({ file: z.string(), line: z.number() })).exactOptional(),
  outcome: z.string(),
  reason: z.string().exactOptional(),
  limitations: z.array(z.string()),
  /** When it began, and how long it took in milliseconds. */
  at: z.string(),
  ms: z.number(),
});
export type SearchRun = Readonly<z.infer<typeof SearchRun>>;

/** The last line of a search that came to its end. */
const SearchEnd = z.object({ kind: z.literal('end') });

export const SearchEntry = z.discriminatedUnion('kind', [SearchRun, SearchEnd]);
export type SearchEntry = z.infer<typeof SearchEntry>;
