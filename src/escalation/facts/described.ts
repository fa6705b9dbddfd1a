import type { Action } from '../action.ts';
import { smuggledCharacters } from '../text/fold.ts';
import { visible } from '../visible.ts';
import { effectiveLines, isDenied, sentencesOf } from './described-text.ts';
import type { Fact } from './fact.ts';

/**
 * What an action that is only described says about itself in plain words. The skills' own patterns know the formal ones
 * ("production database"); people and models write "prod db". Advice for who asks: nothing is done here.
 */
export function describedFacts({ kind, text = '', command = '' }: Action): Fact[] {
  if (kind !== 'describe') return [];
  const said = sentencesOf(text);
  const done = effectiveLines(command);
  return [
    ...first(said, databaseWords, (words) => databaseFact(words, 'text')),
    ...first(sentencesOf(done.join('\n')), databaseWords, (words) => databaseFact(words, 'command')),
    ...first(said, weakeningWords, (words) => weakenedFact(words, 'text')),
    ...first(done, weakeningCode, (words) => weakenedFact(words, 'command')),
    ...persistence(text, said),
    ...smuggled(text, 'text'),
    ...smuggled(command, 'command'),
  ];
}

function smuggled(text: string, path: string): Fact[] {
  const found = [...new Set(smuggledCharacters(text))].slice(0, maxShown);
  if (found.length === 0) return [];
  return [
    {
      id: 'hidden-characters',
      statement: `hidden characters, as described: ${found.map(visible).join(' ')}`,
      where: { path },
      reason: `The ${path} holds characters that nobody sees or that change what is shown.`,
    },
  ];
}

/** Of the different hidden characters: a whole hidden sentence need not be spelled out. */
const maxShown = 10;

/** "production database" itself is left to the patterns, which also see through its disguises. */
const databaseWords: readonly RegExp[] = [
  /(?<!\b(?:non|pre|not|like)[ -]?)\b(?:prod|live)[ _-]{0,2}(?:dbs?|databases?|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis)\b/,
  /(?<!\b(?:non|pre|not)[ -]?)\bproduction[ _-]{0,2}(?:dbs?|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis)\b/,
];

function databaseFact(words: string, path: string): Fact {
  return {
    id: 'production-database',
    statement: `production database access, as described: ${words}`,
    where: { path },
    reason:
      'The action speaks of a database that is in use. Production database access in tests requires human approval.',
  };
}

const some = '(?:(?:a|an|some|more|few|two|three|\\d+|up to|automatic|the|test|pytest|jest|vitest|playwright) ){0,3}';
const aTest =
  '(?:(?:the|this|that|these|those|all|any|a|an|both|every|failing|flaky|slow|broken|unstable|intermittent|red|affected|remaining|other|whole|entire|integration|e2e|unit|async|checkout|payment) ){0,4}';
/** Product code may retry: what a client or a worker does is no business of a test. */
const ofTheProduct =
  '(?! (?:to|in|for|on|of) [^.]{0,40}\\b(?:client|service|worker|queue|handler|middleware|job|consumer|publisher|gateway)s?\\b(?! tests?))';
const weakeningWords: readonly RegExp[] = [
  /\bmark(?:s|ing)? [^.]{0,60}\b(?:as|with) (?:a )?@?(?:pytest\.mark\.)?(?:flaky|skip(?:ped)?|xfail(?:ed)?|todo|expected (?:to fail|failure))\b/,
  new RegExp(
    `\\b(?:add|put|enable|increas|rais|configur|set|us|introduc|allow)(?:e|es|s|ing)? ${some}(?:retr(?:y|ies)|re-?runs?)\\b(?! (?:tests?|case|coverage|assertion|fixture|helper|logic|handling|policy)| (?:to|=|of) (?:0|zero|none)\\b)${ofTheProduct}`,
  ),
  /\b(?:retry|rerun|re-run)(?:ing)? [^.]{0,60}\b(?:until (?:it|they|the tests?) (?:pass(?:es)?|is green|are green)|on failure)\b/,
  new RegExp(
    `\\b(?:skip|skipping|disable|disabling|quarantine|quarantining|xfail|mute|muting|comment out|commenting out) ${aTest}(?:tests?|specs?|test cases?|test suite)\\b(?! (?:folder|director|data|helper|database|collection|id|name|header|button|isolation|parallel|output|log|cache|report))`,
  ),
  /\b(?:skip|skipping|disable|disabling|quarantine|quarantining|xfail) (?:the )?test_\w+/,
  /\b(?:delete|deleting|remove|removing) (?:the |this |that |all |these )?(?:failing|flaky|unstable|intermittent) (?:tests?|specs?)\b/,
  /\b(?:add|put|adding|putting|insert|apply|using|use) [^.]{0,40}(?:@?pytest\.mark\.(?:skip|xfail|flaky)|\b(?:it|test|describe)\.(?:skip|fixme|retry)\b|\bxfail\b)/,
];
const weakeningCode: readonly RegExp[] = [
  /@?\bpytest\.mark\.(?:skip\w*|xfail|flaky|rerun\w*)\b|\bpytest\.(?:skip|xfail)\(/,
  /\b(?:it|test|describe)\.(?:skip|fixme|fails)\b|(?<![\w.])(?:xit|xtest|xdescribe)\(|\bjest\.retryTimes\(|\bthis\.retries\(/,
  /--(?:reruns|retries|retry)(?:=|\s+)[1-9]/,
];

function weakenedFact(words: string, path: string): Fact {
  return {
    id: 'test-weakened',
    statement: `test weakened, as described: ${words}`,
    where: { path },
    reason:
      'Hiding a flaky test needs a person: a test that is skipped, marked as flaky or tried again no longer shows the failure, and its cause stays.',
  };
}

const flaky = /\b(?:flak[ye]\w*|intermittent\w*|unstable|sometimes|now and then)\b/;
const stillFailing =
  /\b(?:still|keeps?|kept|continues? to|again)\b[^.]{0,30}\b(?:fail\w*|flak\w*|break\w*|red|time[sd]? out)\b[^.]{0,40}\b(?:after|despite|even with|with)\b[^.]{0,30}\b(?:fix\w*|repair\w*|patch|change)\b|\b(?:after|despite|even with) [^.]{0,30}\b(?:fix\w*|repair\w*|patch)\b[^.]{0,60}\b(?:still|keeps?|again|continues? to)\b[^.]{0,20}\b(?:fail\w*|flak\w*|break\w*|red)\b|\bfix (?:did not|didn't|does not|doesn't) help\b/;

function persistence(text: string, said: readonly string[]): Fact[] {
  if (!said.some((sentence) => flaky.test(sentence)) || text === '') return [];
  return first(said, [stillFailing], (words) => ({
    id: 'flaky-persists',
    statement: `flaky test persists after fix, as described: ${words}`,
    where: { path: 'text' },
    reason:
      'A flaky test fails although it was fixed; look wider than the test. Persistent flaky tests may need infrastructure changes.',
  }));
}

/** Enough to recognise the words. In UTF-16 code units. */
const maxWords = 80;

/** One fact for the first hit that is not denied: each reason is given once. */
function first(pieces: readonly string[], expressions: readonly RegExp[], fact: (words: string) => Fact): Fact[] {
  for (const piece of pieces) {
    for (const expression of expressions) {
      const match = expression.exec(piece);
      if (match && !isDenied(piece, match.index)) return [fact(match[0].trim().slice(0, maxWords))];
    }
  }
  return [];
}
