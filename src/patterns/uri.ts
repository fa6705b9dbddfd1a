import { LANGUAGES, type PatternLanguage, type PatternTopic, TOPICS } from './vocabulary.ts';

/** Where a pattern lives: `pattern://{language}/{topic}/{name}`. */
export interface PatternAddress {
  readonly language: PatternLanguage;
  readonly topic: PatternTopic;
  readonly name: string;
}

export const PATTERN_ID = /^([a-z0-9]+(?:-[a-z0-9]+)*)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/;
const URI = /^pattern:\/\/([a-z0-9-]+)\/([a-z0-9-]+)\/([a-z0-9-]+)$/;

/** `uriOf({ language: 'python', id: 'flaky/race-conditions' })` is `pattern://python/flaky/race-conditions`. */
export function uriOf(pattern: { readonly language: PatternLanguage; readonly id: string }): string {
  return `pattern://${pattern.language}/${pattern.id}`;
}

/** `undefined` when the text is no pattern URI or names a language or topic that does not exist. */
export function parsePatternUri(uri: string): PatternAddress | undefined {
  const match = URI.exec(uri.trim());
  const language = LANGUAGES.find((known) => known === match?.[1]);
  const topic = TOPICS.find((known) => known === match?.[2]);
  const name = match?.[3];
  return language && topic && name ? { language, topic, name } : undefined;
}
