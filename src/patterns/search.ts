import MiniSearch from 'minisearch';
import type { PatternDocument } from './document.ts';

/** How much more a word counts where it stands than in the running text. */
const WEIGHTS = {
  title: 6,
  ruleIds: 5,
  rules: 5,
  when: 4,
  summary: 4,
  id: 4,
  causes: 3,
  frameworks: 2,
  headings: 1.5,
  body: 1,
};

/** Words that say nothing here; "test" stands in every document. */
const STOP_WORDS = new Set(
  'a an and are as at be by do for from how i in is it my of on or that the this to with test tests testing'.split(' '),
);

export interface PatternIndex {
  /** URIs, best first. A pattern that matches no word is left out. `undefined` when the query has no word to look for. */
  rank(query: string): string[] | undefined;
}

export function createIndex(documents: readonly PatternDocument[]): PatternIndex {
  const index = new MiniSearch<Record<string, string>>({
    idField: 'uri',
    fields: Object.keys(WEIGHTS),
    tokenize: (text, field) => (field === 'ruleIds' ? text.split(' ') : wordsOf(text)),
    processTerm: significant,
    searchOptions: {
      // A rule is found by its whole id as well as by the words in it.
      tokenize: (query) => [...wordsOf(query), ...(query.match(/\w+(?:-\w+)+/g) ?? [])],
      boost: WEIGHTS,
      prefix: (term) => term.length >= 3,
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      weights: { prefix: 0.4, fuzzy: 0.2 },
    },
  });
  index.addAll(documents.map(indexed));
  return {
    rank: (query) =>
      wordsOf(query).some((word) => significant(word) !== null)
        ? index.search(query).map(({ id }) => String(id))
        : undefined,
  };
}

function significant(word: string): string | null {
  const term = word.toLowerCase();
  return term.length < 2 || STOP_WORDS.has(term) ? null : term;
}

function indexed(document: PatternDocument): Record<string, string> {
  return {
    uri: document.uri,
    id: document.id,
    title: document.title,
    summary: document.summary,
    when: document.when.join('\n'),
    causes: document.causes.join(' '),
    ruleIds: document.rules.join(' '),
    rules: document.rules.join(' '),
    frameworks: `${document.language} ${document.frameworks.join(' ')}`,
    headings: document.sections.map(({ heading }) => heading).join('\n'),
    body: document.body,
  };
}

/** `useFakeTimers` is found by itself and by `fake` or `timers`; `freeze_time` by `freeze` or `time`. */
function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => {
    if (word === '') return [];
    const parts = word.split(/(?<=[a-z0-9])(?=[A-Z])/);
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}
