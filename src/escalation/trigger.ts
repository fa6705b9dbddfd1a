/** How strong the proof is that a person looked: 1 a client's dialog, 2 a person in a terminal of their own, 3 a signed approval. */
export type Rank = 1 | 2 | 3;

interface DeclaredBase {
  readonly reason: string;
  /** Texts that the trigger must hit; checked when it is loaded. */
  readonly match?: readonly string[];
  /** Texts that the trigger must leave alone; checked when it is loaded. */
  readonly notMatch?: readonly string[];
  /** `path:line` of the trigger. */
  readonly source: string;
  /** The commit that has it, where the file in the work tree has it no more: `HEAD`, `origin/HEAD`. */
  readonly revision?: string;
  /** Default 1. */
  readonly minRank?: Rank;
}

/** A reason to ask a person first, as written in a skill's front matter or a workspace's policy. */
export type EscalationTrigger =
  | (DeclaredBase & { readonly kind: 'pattern'; readonly pattern: string })
  | (DeclaredBase & { readonly kind: 'keyword'; readonly keywords: readonly string[] });

/** Something in a file of triggers that could not be read. One of these closes the gate. */
export interface TriggerProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface Place {
  /** The file, the tool argument (`arguments.paths[0]`), `command`, `text`, `environment` or `the whole plan`. */
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
}

/** A trigger that an action ran into. */
export interface TriggerHit {
  readonly source: string;
  readonly kind: 'pattern' | 'keyword' | 'fact';
  /** The regular expression, the word, or the id of the fact. */
  readonly trigger: string;
  readonly reason: string;
  /** What was hit, shortened; for a hit in a normalised view the view is named: `… (view: decoded)`. */
  readonly matched: string;
  /** `path:line`, or what else was looked at. */
  readonly where: string;
  /** The lowest rank of approval that lifts it. */
  readonly rank: Rank;
}

/** Where a trigger is written: `path:line`, or `HEAD:path:line` as git names it. */
export function sourceText({ source, revision }: Pick<EscalationTrigger, 'source' | 'revision'>): string {
  return revision === undefined ? source : `${revision}:${source}`;
}

export function placeText({ path, line }: Place): string {
  return line === undefined ? path : `${path}:${line}`;
}
