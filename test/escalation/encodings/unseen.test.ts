import { describe, expect, it } from 'vitest';
import type { Action, TriggerHit } from '../../../src/escalation/index.ts';
import { bench } from '../bench.ts';
import { UNSEEN, type Unseen } from './unseen.ts';

/** What is described is only read: where the words do not show in a view, nothing else can. */
const described: Readonly<Record<string, readonly string[]>> = {
  'text: folded': [
    'zero-width joiners between surrogate pairs',
    'soft hyphens, fillers and separators mixed',
    'struck through',
    'combining enclosing marks',
    'superscript and modifier letters',
    'fullwidth and mathematical letters in turn',
  ],
  'text: glued': ['shell quotes inside the words'],
  'text: blob': ['inside a JWT'],
  'text: squeezed': [
    'YAML escapes over a folded line',
    'filler between the letters',
    'emoji within the words',
    'Markdown emphasis within words',
    'line comments that break a word',
    'hyphenated over lines of a quote',
    'a regex of single-letter classes',
  ],
  // The trigger hits in what the fact says of the text.
  'text: raw, structure: production-database': ['abbreviated'],
  neither: [
    'base32',
    'base58',
    'base85',
    'base64 without padding, over two lines',
    'quoted-printable of every letter',
    'uuencoded',
    'punycode of a homoglyph host',
    'UTF-7',
    'morse',
    'binary digits',
    'decimal codes in a list',
    'gzip in base64',
    'hex with colons',
    'URL-encoded twice',
    'named HTML entities for letters',
    'numeric HTML entities escaped once more',
    'JSON escapes within JSON within JSON',
    'shell parameter expansion',
    'CSS escapes',
    'SQL CHAR calls',
    'ROT13',
    'pig latin',
    'leetspeak',
    'RTL override over reversed text',
    'upside down',
    'tag characters',
    'diacritics of many languages',
    'regional indicators',
    'homoglyphs of five scripts',
    'braille',
    'terminal colour codes',
    'empty tags within words',
    'HTML comments within words',
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
  'text: decoded': ['TypeScript: code point escapes in an ordinary literal'],
  'text: squeezed': [
    'TypeScript: pieces of an array joined',
    'Python: percent format',
    'Python: the docstring of a helper',
  ],
  neither: [
    'TypeScript: sum with comments between the pieces',
    'Python: adjacent literals',
    'Python: named characters',
  ],
};

/** The phrase comes about only when the code runs. */
const builtAtRunTime: Readonly<Record<string, readonly string[]>> = {
  'structure: code-from-text': [
    'TypeScript: characters reversed',
    'TypeScript: shifted codes mapped back',
    'TypeScript: a typed array decoded',
    'Python: map of chr',
    'Python: rot13 codec',
  ],
  'structure: new-capability': ['TypeScript: read from another file'],
  // Known limits. Most of it is code that ordinary tests are made of: a marker for it would be a false alarm.
  neither: [
    'TypeScript: a placeholder replaced',
    'TypeScript: template of constants over lines',
    'TypeScript: two strings zipped',
    'TypeScript: picked from an alphabet',
    'TypeScript: keys of an object',
    'TypeScript: names of classes',
    'TypeScript: an environment variable',
    'TypeScript: numbers in base 36',
    'TypeScript: slices of other sentences',
    'TypeScript: a tagged template that drops its values',
    'Python: f-string of variables',
    'Python: every third letter',
    'Python: translate',
    'Python: a number as bytes',
    'Python: merged dictionaries',
    'Python: names of attributes',
    'Python: format_map',
    'Python: compressed bytes',
    'Python: filler removed by a regular expression',
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
