import { beforeAll, describe, expect, it } from 'vitest';
import {
  bundledPatternsDir,
  loadPatterns,
  type PatternLibrary,
  parsePatternUri,
  uriOf,
} from '../../src/patterns/index.ts';

let library: PatternLibrary;

beforeAll(async () => {
  library = await loadPatterns(bundledPatternsDir());
});

describe('a pattern is found', () => {
  it('by its URI', () => {
    expect(library.get('pattern://typescript/mocking/time')).toMatchObject({
      id: 'mocking/time',
      language: 'typescript',
    });
  });

  it('by its id and a language', () => {
    expect(library.get('mocking/time', 'typescript')?.uri).toBe('pattern://typescript/mocking/time');
  });

  it('by its id alone, in the first language that has it', () => {
    expect(library.get('mocking/time')?.uri).toBe('pattern://python/mocking/time');
  });

  it.each(['pattern://python/mocking/nothing', 'pattern://ruby/mocking/time', 'mocking', '../mocking/time', ''])(
    'but not by "%s"',
    (address) => {
      expect(library.get(address)).toBeUndefined();
    },
  );
});

describe('a section', () => {
  it('comes with its heading and ends before the next', () => {
    const document = library.get('flaky/identify', 'python');
    const text = document && library.section(document, 'check THAT it worked');
    expect(text).toMatch(/^## Check that it worked\n/);
    expect(text).not.toMatch(/^## Pitfalls/m);
  });

  it('is undefined when the document has none of that name', () => {
    const document = library.get('flaky/identify', 'python');
    expect(document && library.section(document, 'History')).toBeUndefined();
  });
});

describe('search', () => {
  const uris = (query: Parameters<PatternLibrary['search']>[0]): string[] =>
    library.search(query).map(({ uri }) => uri);

  it('lists a topic when there is no query', () => {
    expect(uris({ topic: 'database', limit: 10 })).toEqual([
      'pattern://python/database/cascade-deletes',
      'pattern://python/database/constraints',
      'pattern://python/database/engines',
      'pattern://python/database/transaction-isolation',
      'pattern://typescript/database/cascade-deletes',
      'pattern://typescript/database/constraints',
      'pattern://typescript/database/engines',
      'pattern://typescript/database/transaction-isolation',
    ]);
  });

  it('lists everything for a query without a word that tells patterns apart', () => {
    expect(uris({ query: 'the test', limit: 100 })).toHaveLength(library.list().length);
  });

  it('keeps to the language and the topic', () => {
    const found = uris({ query: 'leak restore', language: 'typescript', topic: 'mocking', limit: 10 });
    expect(found).not.toEqual([]);
    expect(found.filter((uri) => !uri.startsWith('pattern://typescript/mocking/'))).toEqual([]);
  });

  it('gives at most as many as asked for', () => {
    expect(uris({ query: 'flaky', limit: 2 })).toHaveLength(2);
  });

  it('finds nothing for words that no pattern has', () => {
    expect(uris({ query: 'zzyzx', limit: 10 })).toEqual([]);
  });
});

describe('completion of a URI', () => {
  it('offers what exists for what was chosen before', () => {
    expect(library.completeUri('language', '')).toEqual(['python', 'typescript']);
    expect(library.completeUri('topic', 'F', { language: 'python' })).toEqual(['fixtures', 'flaky']);
    expect(library.completeUri('name', 't', { language: 'python', topic: 'flaky' })).toEqual([
      'test-isolation',
      'time-zones',
    ]);
    expect(library.completeUri('name', 't')).toEqual([
      'tables',
      'test-isolation',
      'test-setup',
      'tests-that-can-fail',
      'time',
      'time-zones',
      'transaction-isolation',
      'triggers',
    ]);
  });

  it('offers nothing after a choice that does not exist', () => {
    expect(library.completeUri('topic', '', { language: 'ruby' })).toEqual([]);
  });
});

describe('a pattern URI', () => {
  it('is taken apart and put together again', () => {
    const address = parsePatternUri('pattern://python/flaky/race-conditions');
    expect(address).toEqual({ language: 'python', topic: 'flaky', name: 'race-conditions' });
    expect(uriOf({ language: 'python', id: 'flaky/race-conditions' })).toBe('pattern://python/flaky/race-conditions');
  });

  it.each([
    'pattern://index',
    'pattern://python/flaky',
    'pattern://python/flaky/a/b',
    'pattern://python/soup/a',
    'pattern://python/flaky/../a',
    'https://python/flaky/a',
  ])('is not "%s"', (text) => {
    expect(parsePatternUri(text)).toBeUndefined();
  });
});

describe('the index', () => {
  it('names every pattern once, with its address and summary, in under 6,000 tokens', () => {
    const index = library.renderIndex();
    const missing = library.list().filter(({ uri, summary }) => index.split(`(${uri}): ${summary}\n`).length !== 2);
    expect(missing).toEqual([]);
    expect(index.length / 4).toBeLessThan(6_000);
  });
});
