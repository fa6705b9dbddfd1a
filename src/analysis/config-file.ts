import type { CommentFact, Framework, Language, Span } from './facts.ts';

/** A file that configures the runner. Spans are offsets in its text. */
export interface ConfigFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly language: Language;
  readonly framework: Framework;
  /** Head of the runner's section, or the first line of a file of the runner's own. Absent in a file that only starts the runner. */
  readonly section?: Span;
  /** The file of the same folder that the runner reads instead of this one. */
  readonly unreadFor?: string;
  /** As the runner reads them, in the order of the file. */
  readonly options: readonly ConfigOption[];
  /** Suppression comments. */
  readonly comments: readonly CommentFact[];
}

export interface ConfigOption {
  readonly name: string;
  readonly span: Span;
  /** Lines, items of an array, words of a command line: as the runner takes the option apart. */
  readonly values: readonly ConfigValue[];
}

export interface ConfigValue {
  readonly text: string;
  readonly span: Span;
}
