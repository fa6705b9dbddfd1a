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
      weights: { prefix: 0.2, fuzzy: 0.2 },
    },
  });
  index.addAll(documents.map(indexed));
  return {
    rank(query) {
      if (!wordsOf(query).some((word) => significant(word) !== null)) return undefined;
      // Each further word of the query that is there counts more than one that is there often.
      return index
        .search(query)
        .map(({ id, score, queryTerms }) => ({ uri: String(id), worth: score * new Set(queryTerms).size }))
        .sort((left, right) => right.worth - left.worth)
        .map(({ uri }) => uri);
    },
  };
}

function significant(word: string): string | null {
  const term = word.toLowerCase();
  return term.length < 2 || STOP_WORDS.has(term) ? null : stemOf(term);
}

/** `leaks`, `leaked` and `leaking` are one word, so are `cache` and `caching`. Rough: it only has to be the same for all. */
function stemOf(term: string): string {
  if (!/^[a-z]{4,}$/.test(term)) return term;
  return term
    .replace(/ies$/, 'y')
    .replace(/(?<=ch|sh|ss|x)es$|(?<![siu])s$/, '')
    .replace(/^(?=.{5})(.*[aeiouy].+?)(?:ing|ed)$/, '$1')
    .replace(/(?<=..)([bdgklmnprtvz])\1$/, '$1')
    .replace(/(?<=...)e$/, '');
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

/** `useFakeTimers` is found by itself and by `fake` or `timers`; `freeze_time` by `freeze` or `time`; `it.each` as a whole too. */
function wordsOf(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => {
    if (word === '') return [];
    const parts = word.split(/(?<=[a-z0-9])(?=[A-Z])/);
    return parts.length > 1 ? [word, ...parts] : [word];
  });
  return [...words, ...(text.match(/\b\p{L}\w*(?:\.\p{L}\w*)+/gu) ?? [])];
}
