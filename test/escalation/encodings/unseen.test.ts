import { describe, expect, it } from 'vitest';
import type { Action, TriggerHit } from '../../../src/escalation/index.ts';
import { bench } from '../bench.ts';
import { UNSEEN, type Unseen } from './unseen.ts';

// Seen for the first time, 27 of the 90 were held back: that is the blind figure, and the one to go by for disguises
// nobody thought of. Since then the views and markers were extended with these in sight: 64 of 90.

/** What is described is only read: where the words do not show in a view, only what hides them can. */
const described: Readonly<Record<string, readonly string[]>> = {
  'text: folded': [
    'zero-width joiners between surrogate pairs',
    'soft hyphens, fillers and separators mixed',
    'struck through',
    'combining enclosing marks',
    'diacritics of many languages',
    'regional indicators',
    'superscript and modifier letters',
    'homoglyphs of five scripts',
    'fullwidth and mathematical letters in turn',
    'terminal colour codes',
  ],
  'text: decoded': [
    'quoted-printable of every letter',
    'URL-encoded twice',
    'named HTML entities for letters',
    'numeric HTML entities escaped once more',
    'JSON escapes within JSON within JSON',
    'CSS escapes',
  ],
  'text: glued': ['shell quotes inside the words'],
  'text: stripped': [
    'shell parameter expansion',
    'Markdown emphasis within words',
    'empty tags within words',
    'HTML comments within words',
    'line comments that break a word',
    'hyphenated over lines of a quote',
  ],
  'text: digits': ['leetspeak'],
  'text: blob': [
    'base32',
    'base64 without padding, over two lines',
    'UTF-7',
    'binary digits',
    'decimal codes in a list',
    'inside a JWT',
    'hex with colons',
    'SQL CHAR calls',
  ],
  'text: squeezed': [
    'YAML escapes over a folded line',
    'filler between the letters',
    'emoji within the words',
    'a regex of single-letter classes',
  ],
  'structure: hidden-characters': ['RTL override over reversed text', 'tag characters'],
  // The trigger hits in what the fact says of the text.
  'text: raw, structure: production-database': ['abbreviated'],
  neither: [
    'base58',
    'base85',
    'uuencoded',
    'punycode of a homoglyph host',
    'morse',
    'gzip in base64',
    'ROT13',
    'pig latin',
    'upside down',
    'braille',
    'globs',
    'a synonym',
    'swapped order',
    'inflected',
    'typing mistakes',
    'German',
    'Chinese',
    'Russian',
  ],
};

/** The phrase stands in the code as it is, at most in escapes, or its pieces stand there in their order. */
const written: Readonly<Record<string, readonly string[]>> = {
  'text: raw': ['TypeScript: two arguments on two lines'],
  'text: decoded': ['TypeScript: code point escapes in an ordinary literal', 'Python: named characters'],
  'text: glued': ['TypeScript: sum with comments between the pieces', 'Python: adjacent literals'],
  'text: squeezed': [
    'TypeScript: pieces of an array joined',
    'Python: percent format',
    'Python: the docstring of a helper',
  ],
};

/** The phrase comes about only when the code runs. */
const builtAtRunTime: Readonly<Record<string, readonly string[]>> = {
  'structure: code-from-text': [
    'TypeScript: characters reversed',
    'TypeScript: a placeholder replaced',
    'TypeScript: shifted codes mapped back',
    'TypeScript: two strings zipped',
    'TypeScript: picked from an alphabet',
    'TypeScript: numbers in base 36',
    'TypeScript: slices of other sentences',
    'Python: every third letter',
    'Python: rot13 codec',
    'Python: a number as bytes',
    'Python: names of attributes',
    'Python: compressed bytes',
    'Python: filler removed by a regular expression',
  ],
  'text: blob, structure: code-from-text': ['TypeScript: a typed array decoded', 'Python: map of chr'],
  'structure: new-capability': ['TypeScript: read from another file'],
  'text: digits, structure: code-from-text': ['Python: translate'],
  // Known limits. Most of it is code that ordinary tests are made of: a marker for it would be a false alarm.
  neither: [
    'TypeScript: template of constants over lines',
    'TypeScript: keys of an object',
    'TypeScript: names of classes',
    'TypeScript: an environment variable',
    'TypeScript: a tagged template that drops its values',
    'Python: f-string of variables',
    'Python: merged dictionaries',
    'Python: format_map',
  ],
};

const triggers = {
  'production database': { kind: 'pattern', pattern: 'production.*database', reason: 'declared', source: 'SKILL.md:1' },
  'external service': { kind: 'keyword', keywords: ['external service'], reason: 'declared', source: 'SKILL.md:2' },
} as const;
const conftest = { kind: 'keyword', keywords: ['conftest'], reason: 'declared', source: 'SKILL.md:3' } as const;

const typescript = `import { expect, it } from 'vitest';
import { openTarget } from './src/target.ts';

it('refuses an empty name', () => {
  expect(openTarget('')).toBe(false);
});
`;
const python = `from target import open_target


def test_refuses_an_empty_name():
    assert open_target('') is False
`;

async function outcomesOf(entries: readonly Unseen[]): Promise<Record<string, string[]>> {
  const { gate, edit } = await bench(
    { 'target.test.ts': typescript, 'test_target.py': python },
    { triggers: { problems: [], triggers: [...Object.values(triggers), conftest] } },
  );
  const actionOf: Record<Unseen['form'], (text: string) => Action> = {
    'described text': (text) => ({ kind: 'describe', text }),
    'edit of a .test.ts': (text) => edit('target.test.ts', (before) => `${before}\n${text}\n`),
    'edit of a test_*.py': (text) => edit('test_target.py', (before) => `${before}\n\n${text}\n`),
  };
  const outcomes: Record<string, string[]> = {};
  for (const { name, phrase, form, text } of entries) {
    const hits = (await gate.evaluate(actionOf[form](text))).triggers;
    const outcome = outcomeOf(hits, triggers[phrase].source);
    outcomes[outcome] = [...(outcomes[outcome] ?? []), name];
  }
  return outcomes;
}

/** The views in which the trigger for this phrase hit, and what the structure of the action gave away. */
function outcomeOf(hits: readonly TriggerHit[], source: string): string {
  const views = hits
    .filter((hit) => hit.source === source)
    .map(({ matched }) => /\(view: (\w+)\)$/.exec(matched)?.[1] ?? 'raw');
  const facts = hits.filter(({ kind }) => kind === 'fact').map(({ trigger }) => trigger);
  const found = [...new Set([...views.map((view) => `text: ${view}`), ...facts.map((fact) => `structure: ${fact}`)])];
  return found.join(', ') || 'neither';
}

const isEdit = ({ form }: Unseen) => form !== 'described text';
const namesIn = (table: Readonly<Record<string, readonly string[]>>) => Object.values(table).flat();

describe('disguises that were written by somebody who had not seen the views', () => {
  it('are caught, or not, in what is described', async () => {
    expect(await outcomesOf(UNSEEN.filter((entry) => !isEdit(entry)))).toEqual(described);
  });

  it('are caught, or not, where the code spells them out', async () => {
    expect(await outcomesOf(UNSEEN.filter(({ name }) => namesIn(written).includes(name)))).toEqual(written);
  });

  it('are caught by structure where code builds them, but for the known limits', async () => {
    const built = UNSEEN.filter((entry) => isEdit(entry) && !namesIn(written).includes(entry.name));
    expect(await outcomesOf(built)).toEqual(builtAtRunTime);
  });

  it('are all caught once nothing disguises them, and what does not name them is not', async () => {
    const plain = UNSEEN.filter(({ name }) =>
      ['base32', 'TypeScript: numbers in base 36', 'Python: translate'].includes(name),
    );
    // A statement in both languages.
    const saying = (words: (entry: Unseen) => string) =>
      plain.map((entry) => ({ ...entry, text: `'${words(entry)}';` }));
    const names = plain.map(({ name }) => name);
    expect(await outcomesOf(saying(({ phrase }) => `Use the ${phrase}.`))).toEqual({ 'text: raw': names });
    expect(await outcomesOf(saying(() => 'Use the fake clock.'))).toEqual({ neither: names });
  });
});
