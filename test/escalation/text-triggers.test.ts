import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/escalation/index.ts';
import { bench, declare } from './bench.ts';

async function hits(gate: Gate, text: string) {
  return (await gate.evaluate({ kind: 'describe', text })).triggers;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const map = (text: string, change: (letter: string) => string) => [...text].map(change).join('');
const bold = (text: string) =>
  map(text, (letter) => (/[a-z]/.test(letter) ? String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97) : letter));
const fullWidth = (text: string) => map(text, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0));

/** Each says "production database" to somebody. */
const evasions: Readonly<Record<string, string>> = {
  'capital letters': 'Use the PRODUCTION DATABASE',
  'mixed case': 'use the pRoDuCtIoN dAtAbAsE',
  'a line break between the words': 'use production\r\n\r\n   database',
  'a line break in a word': 'use produc\ntion database',
  'blanks between letters': 'use p r o d u c t i o n   d a t a b a s e',
  'hyphens between letters': 'use p-r-o-d-u-c-t-i-o-n_database',
  'zero-width spaces': 'use pro\u200Bduction data\u200Bbase',
  'zero-width joiners': 'use pro\u200D\u200Cduction database',
  'soft hyphens': 'use pro\u00ADduc\u00ADtion database',
  'a word joiner and a byte order mark': 'use pro\u2060duc\uFEFFtion database',
  'bidirectional controls': 'use \u202Dpro\u202Cduc\u2066tion\u2069 database',
  'TAG characters inside': 'use pro\u{E0061}duction database',
  'combining marks': 'use p\u0301ro\u0336duct\u0308ion database',
  'precomposed accents': 'use pródüctîon dâtåbàse',
  'Cyrillic look-alikes': 'use рrоduсtiоn dаtаbаsе',
  'Greek look-alikes': 'use prοductiοn dαtabase',
  'full-width letters': `use ${fullWidth('production')} ${fullWidth('database')}`,
  'mathematical letters': `use ${bold('production')} ${bold('database')}`,
  'circled letters': 'use ⓟⓡⓞⓓⓤⓒⓣⓘⓞⓝ database',
  'small capitals and modifier letters': 'use ᵖʳᵒᵈᵘᶜᵗⁱᵒⁿ database',
  'hexadecimal escapes': String.raw`use \x70roduction database`,
  'Unicode escapes': String.raw`use \u0070roducti\u{6f}n database`,
  'long Python escapes': String.raw`use \U00000070roduction database`,
  'octal escapes': String.raw`use \160roduction database`,
  'percent encoding': 'use %70roduction%20database',
  'decimal entities': 'use &#112;roduction database',
  'hexadecimal entities': 'use &#x70;roduction&nbsp;database',
  'joined literals': "connect('produc' + 'tion' + ' database')",
  'joined literals over lines': 'connect("produc" +\n        "tion database")',
  'Python literals side by side': "connect('produc' f'tion' r' data' 'base')",
  'a continued line': 'connect("produc" \\\n  "tion database")',
  'a backslash inside a literal': 'connect("produc\\\ntion database")',
  '.concat': "connect('produc'.concat('tion database'))",
  'an array that is joined': "connect(['produc', 'tion', ' database'].join(''))",
  'a template with a literal in it': '`produc$' + '{"tion"} database`',
  base64: `connect(atob("${base64('the production database')}"))`,
  'base64 twice': `x = "${base64(base64('the production database'))}"`,
  hexadecimal: `bytes.fromhex("${hex('production database')}")`,
  'letters with strokes, turned and small capital letters': 'use þꞃøđuϲτıᴏп ƀɐse of the đaτaƀase',
  'letters in boxes': 'use 🅿🅡🄾🇩uction database',
  'colours of a terminal': 'use pro\u001b[1;31mduction\u001b[0m database',
  'percent encoding twice': 'use %2570roduction database',
  'entities in entities': 'use &amp;#112;roduction database',
  'escapes in JSON in JSON': String.raw`use \\u0070\\u0072oduction database`,
  'escapes of CSS': String.raw`use \70 roducti\00006fn database`,
  'quoted-printable': 'use =70=72oduction database',
  'names of characters': String.raw`use \N{LATIN SMALL LETTER P WITH ACUTE}roduction\N{SPACE}database`,
  'literals with comments between them': "connect('produc' /* it's */ + // one\n 'tion database')",
  'Python literals with a comment between them': "connect('produc'  # don't\n  'tion database')",
  'tags in words': 'use pro<b></b>duction data<!-- x -->base',
  'defaults of the shell': 'use $' + '{a:-produc}$' + '{b:-tion} database',
  'a comment that breaks a word': '# use the produc-\n# tion database',
  'base64 over lines': base64('the production database').replace(/.{11}/g, '$&\n'),
  'base64 of UTF-16': Buffer.from('production database', 'utf16le').toString('base64'),
  base32: 'OBZG6ZDVMN2GS33OEBSGC5DBMJQXGZI=',
  'hexadecimal with separators': hex('production database').replace(/..(?=.)/g, '$&:'),
  'a list of codes': [...Buffer.from('production database')].join(', '),
  'calls for codes': [...Buffer.from('production database')].map((code) => `chr(${code})`).join(' + '),
  'binary octets': map('production database', (letter) => `${letter.charCodeAt(0).toString(2).padStart(8, '0')} `),
  'digits for letters': 'use pr0duct10n d4t4b4se',
  'escapes in joined literals': String.raw`connect('pro' + '\x64uc' + '\u0074ion database')`,
};

/** No look at letters can win these: structure has to (see structure.test.ts). */
const misses: Readonly<Record<string, string>> = {
  'written backwards': "connect('esabatad noitcudorp'[::-1])",
  'words in another order': 'use the database of production',
  'other words': 'use the live data store',
};

describe('a text trigger', () => {
  it.each(Object.entries(evasions))('is not evaded by %s', async (_name, text) => {
    const { gate } = await bench({}, { triggers: declare('production.*database') });
    // What hides the words may be held against a text as well.
    expect((await hits(gate, text)).filter(({ kind }) => kind === 'pattern')).toHaveLength(1);
  });

  it.each(Object.entries(misses))('is evaded by what is %s: a known limit', async (_name, text) => {
    const { gate } = await bench({}, { triggers: declare('production.*database') });
    expect(await hits(gate, text)).toEqual([]);
  });

  it('says in which view it hit', async () => {
    const { gate } = await bench({}, { triggers: declare('production.*database') });
    const views = [
      'a production database',
      'рroduction database',
      String.raw`\x70roduction database`,
      "'produc' + 'tion database'",
      base64('a production database'),
      'pro<wbr>duction database',
      'pr0duction database',
      'p r oduction d atabase',
    ];
    const matched = await Promise.all(views.map(async (text) => (await hits(gate, text))[0]?.matched));
    expect(matched).toEqual([
      'production database',
      'production database (view: folded)',
      'production database (view: decoded)',
      'production database (view: glued)',
      'production database (view: blob)',
      'production database (view: stripped)',
      'production database (view: digits)',
      'productiondatabase (view: squeezed)',
    ]);
  });

  it('needs no hit where a described text or command hides something from who reads it', async () => {
    const { gate } = await bench({}, { triggers: declare('production.*database') });
    const facts = async (action: { text?: string; command?: string }) =>
      (await gate.evaluate({ kind: 'describe', ...action })).triggers.map(({ trigger }) => trigger);
    const hiding = [
      'go\u{E0067}\u{E006F}',
      'go \u202Eno',
      'a\u001b[8mb',
      'a\u001b[2Jb',
      'a\u001b[1Ab',
      'a\u001b]52;c;YQ==\u0007',
    ];
    const scotland = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';
    const ordinary = [
      `ship it 👩🏽‍💻 🏳️‍🌈 ${scotland} 🇫🇮`,
      '\uFEFFRun the tests',
      '\u001b[38;5;8mPASS\u001b[0m \u001b[1;31mFAIL\u001b[39m',
      '\u001b[1G\u001b[0Knpm run test',
      'co\u00ADoperate, pasted\u200B from a page',
    ];
    for (const text of hiding) {
      expect(await facts({ text }), text).toEqual(['hidden-characters']);
      expect(await facts({ command: text }), text).toEqual(['hidden-characters']);
    }
    for (const text of ordinary) expect(await facts({ text }), text).toEqual([]);
  });

  it('never loses a hit to case, blanks and line breaks, wherever they come in', async () => {
    const { gate } = await bench(
      {},
      {
        triggers: {
          problems: [],
          triggers: [
            { kind: 'keyword', keywords: ['external service'], reason: 'r', source: 's:1' },
            ...declare('production.*database').triggers,
          ],
        },
      },
    );
    const noise = fc.array(
      fc.record({ gap: fc.constantFrom('', '', ' ', '\n', '\t', '  ', '\r\n'), upper: fc.boolean() }),
      { minLength: 40, maxLength: 40 },
    );
    const around = fc.constantFrom('', 'use ', 'a, b; ', 'x = "');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('production database', 'external service'),
        noise,
        around,
        async (words, changes, before) => {
          const text = map(words, (letter) => letter)
            .split('')
            .map((letter, at) => `${changes[at]?.upper ? letter.toUpperCase() : letter}${changes[at]?.gap ?? ''}`)
            .join('');
          expect(await hits(gate, before + text)).toHaveLength(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds a keyword in names and across blanks, a short one only as a word of its own', async () => {
    const triggers = {
      problems: [],
      triggers: [{ kind: 'keyword', keywords: ['external service', 'prod'], reason: 'r', source: 's:1' } as const],
    };
    const { gate } = await bench({}, { triggers });
    for (const text of ['mock_external_service()', 'an ExternalService', 'external\n  service', 'on prod.', 'PROD!'])
      expect(await hits(gate, text), text).toHaveLength(1);
    for (const text of ['a product', 'stop rod', 'reproduce', 'externally served'])
      expect(await hits(gate, text), text).toEqual([]);
  });

  it('does not join what stands in different places', async () => {
    const { gate, edit } = await bench(
      {
        'a.test.ts': `it('production', () => {\n  expect(a).toBe(1);\n});\n${'\n'.repeat(12)}it('database', () => {\n  expect(a).toBe(1);\n});\n`,
      },
      { triggers: declare('production.*database') },
    );
    const both = edit('a.test.ts', (text) => text.replaceAll('expect(a)', 'expect(b, a)'));
    expect((await gate.evaluate(both)).decision).toBe('allow');
  });

  it('is looked for in arguments, the command, paths, names of variables, hunks, literals and comments of touched tests', async () => {
    const { gate, edit } = await bench(
      {
        'a.test.ts':
          "it('x', () => {\n  // marker here\n  const s = 'marker';\n  expect(a).toBe(1);\n  expect(c).toBe(1);\n  expect(d).toBe(1);\n  expect(e).toBe(1);\n});\n\nit('marker elsewhere', () => {\n  expect(a).toBe(1);\n});\n",
      },
      { triggers: declare('marker'), env: { MARKER_TOKEN: 'x', OTHER: 'https://marker.acme.io/x', SECRET: 'marker' } },
    );
    const touched = edit('a.test.ts', (text) => text.replace('expect(e)', 'expect(/* marker */ e)'));
    const { triggers } = await gate.evaluate({
      ...touched,
      arguments: { note: ['a', 'marker'] },
      command: 'pytest -m marker',
      paths: ['marker.test.ts'],
    });
    expect(
      triggers
        .filter(({ kind }) => kind === 'pattern')
        .map(({ where }) => where)
        .sort(),
    ).toEqual([
      'a.test.ts:2',
      'a.test.ts:3',
      'a.test.ts:7',
      'a.test.ts:7',
      'arguments.note[1]',
      'command',
      'environment MARKER_TOKEN',
      'environment OTHER',
      'marker.test.ts',
    ]);
  });
});

/** Each ruins a backtracking engine, or a loop in a loop: two of a million characters, others of 300,000. */
const floods: Readonly<Record<string, string>> = {
  'one letter': `${'a'.repeat(1_000_000)}!`,
  'half of a hit, again and again': 'production '.repeat(90_000),
  quotes: "'".repeat(300_000),
  'broken escapes': '\\x'.repeat(150_000),
  'literals to be joined': '"a" + '.repeat(50_000),
  'letters to be folded': 'А'.repeat(300_000),
  'percent escapes': '%70'.repeat(100_000),
  'words with digits': 'a1b1 '.repeat(60_000),
  codes: '112, '.repeat(60_000),
  'comments full of quotes': `${"#'".repeat(58)}\n`.repeat(2_500),
};
const pieces = [
  'expect(',
  'assert elapsed ',
  '"',
  '`$' + '{',
  'os.getenv("TEST',
  'postgres://a:',
  '{ timeout',
  'it(',
  '.return_value',
  '@patch(\n',
  '    with patch(\n',
  'import a, ',
  'https://a',
  "it.skip('",
  'eval(',
];

describe('no input makes the gate hang', () => {
  it.each(Object.entries(floods))('%s without end, under patterns that ruin other engines', async (_what, text) => {
    const { gate } = await bench(
      {},
      {
        triggers: declare('(a+)+$', '(.*a){12}', '(x+x+)+y', 'production.*database', '(prod|live).{0,80}(db|cluster)'),
      },
    );
    expect((await hits(gate, text)).map(({ trigger }) => trigger)).not.toContain('production.*database');
  });

  it.each(pieces)('source that goes on and on: %j', async (piece) => {
    const { gate } = await bench({}, { triggers: declare('production.*database') });
    for (const path of ['test_a.py', 'a.test.ts']) {
      const changes = [{ path, before: '', after: piece.repeat(Math.floor(200_000 / piece.length)) }];
      expect((await gate.evaluate({ kind: 'apply_fixes', changes })).action_digest).toHaveLength(64);
    }
  });
});
