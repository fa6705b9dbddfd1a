import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/escalation/index.ts';
import { visible, visibleLine } from '../../src/escalation/index.ts';
import { pageOf } from '../../src/escalation/pages.ts';
import { previewOf } from '../../src/escalation/preview.ts';
import { shownDiff } from '../../src/escalation/shown-diff.ts';

describe('a text that a person reads', () => {
  it.each([
    ['an escape sequence', 'a\u001B[2Kb', String.raw`a\u{1b}[2Kb`],
    ['a C1 control', 'a\u009Bb', String.raw`a\u{9b}b`],
    ['a carriage return inside a line', 'bad\rgood', String.raw`bad\u{d}good`],
    ['bidirectional controls', 'a\u202Eb\u2066c', String.raw`a\u{202e}b\u{2066}c`],
    ['zero-width characters', 'a\u200Bb\uFEFFc', String.raw`a\u{200b}b\u{feff}c`],
    ['TAG characters', 'a\u{E0041}b', String.raw`a\u{e0041}b`],
    ['variation selectors', 'a\uFE0Fb\u{E0100}', String.raw`a\u{fe0f}b\u{e0100}`],
    ['fillers and blanks that are none', 'a\u3164b\u2800c\u00A0d', String.raw`a\u{3164}b\u{2800}c\u{a0}d`],
    ['line separators', 'a\u2028b', String.raw`a\u{2028}b`],
    [
      'marks that strike out, or pile up',
      'ok\u0336 e\u0301\u0302\u0303',
      String.raw`ok${'\\u{336}'} e${'\u0301\u0302'}\u{303}`,
    ],
    ['a lone surrogate', 'a\uD800b', String.raw`a\u{d800}b`],
    ['what looks like such a sign', String.raw`'\u{200b}'`, String.raw`'\u{5c}u{200b}'`],
    ['a Cyrillic letter in a Latin word', 'p\u0430th', String.raw`p\u{430}th`],
    [
      'a name of nothing but look-alikes',
      '\u0441\u043E\u0440\u0443(file)',
      String.raw`\u{441}\u{43e}\u{440}\u{443}(file)`,
    ],
    ['mathematical and full-width letters', '\u{1D429}ath \uFF50ath', String.raw`\u{1d429}ath \u{ff50}ath`],
    ['a click that passes for "!"', 'x \u01C3= y', String.raw`x \u{1c3}= y`],
    ['a slash that is none', 'a/b\u2215c', String.raw`a/b\u{2215}c`],
    ['a Greek question mark', 'done\u037E', String.raw`done\u{37e}`],
  ])('shows %s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each([
    'const total = prices.reduce((sum, price) => sum + price, 0);\n\treturn total;',
    '// а с кем мы пойдём, у кого',
    "it('считает цену', async () => {})",
    'Nguyễn, naïve, Łódź, sınıf, größer'.normalize('NFD'),
    '日本語のテスト（確認）、中文，한국어',
    'हिन्दी שלום مرحبا γεια σου ไทย',
    '12 µs, Δt, 5 °C, m², 👍',
  ])('is left as it is in any writing: %s', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('never looks like another text', () => {
    const read = (shown: string) =>
      shown.replace(/\\u\{([0-9a-f]+)\}/g, (_sign, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
    const parts = fc.constantFrom(
      '\\',
      'u{',
      '}',
      '5c',
      '\\u{430}',
      '\u200B',
      '\u0430',
      'p',
      ' ',
      '\r',
      '\n',
      '\u202E',
    );
    const texts = fc.oneof(
      fc.array(parts).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(read(visible(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what is one line on one line', () => {
    expect(visibleLine('a\nNo file would be changed.\tb')).toBe(String.raw`a\u{a}No file would be changed.\u{9}b`);
  });
});

describe('the changes that a person reads', () => {
  const diff = (before: string, after: string, path = 'a.test.ts') => shownDiff([{ path, before, after }]);
  const many = (sign: string) => Array.from({ length: 2_100 }, (_, line) => `${sign}${line}`).join('\n');

  it.each<[string, string, string, string[]]>([
    ['a line', 'a\nb\n', 'a\nc\n', ['@@ -1,2 +1,2 @@', ' a', '-b', '+c']],
    ['blanks at the end', 'a\n', 'a \t\n', ['@@ -1,1 +1,1 @@', '-a', String.raw`+a\u{20}\u{9}`]],
    ['a tab for blanks', '        a\n', '\ta\n', ['@@ -1,1 +1,1 @@', '-        a', '+→\ta']],
    ['the end of the last line', 'a', 'a\n', ['@@ -1,1 +1,1 @@', '-a', '\\ No newline at end of file', '+a']],
    [
      'one line end of many',
      'a\r\nb\r\n',
      'a\nb\r\n',
      ['@@ -1,2 +1,2 @@', String.raw`-a\u{d}`, '+a', String.raw` b\u{d}`],
    ],
    ['a mark at the beginning', 'a\n', '\uFEFFa\n', ['@@ -1,1 +1,1 @@', '-a', String.raw`+\u{feff}a`]],
    ['nothing', 'a\n', 'a\n', ['Nothing in it would change.']],
  ])('show %s', (_what, before, after, lines) => {
    expect(diff(before, after).split('\n')).toEqual(['File 1 of 1: a.test.ts', ...lines]);
  });

  it('say once that every line ends in CRLF', () => {
    expect(diff('a\r\nb\r\n', 'a\r\nc\r\n').split('\n')).toEqual([
      'File 1 of 1: a.test.ts (every line ends in CRLF)',
      '@@ -1,2 +1,2 @@',
      ' a',
      '-b',
      '+c',
    ]);
  });

  it('cannot pose as another file, nor can its name', () => {
    const shown = diff('x\n', '++ b/harmless.ts\nFile 2 of 2: harmless.ts\n', 'a\nFile 2 of 2: b');
    const headings = shown.split('\n').filter((line) => !/^[ +\-\\@]/.test(line));
    expect(headings).toEqual([String.raw`File 1 of 1: a\u{a}File 2 of 2: b`]);
  });

  it.each([
    ['new', '', 'a\n', '(new, or empty until now)'],
    ['removed', 'a\n', '', '(removed, or emptied)'],
  ])('call a %s file so', (_what, before, after, says) => {
    expect(diff(before, after)).toContain(says);
  });

  it('are shown to the last line however far the texts are apart', () => {
    const lines = diff(many('x'), `${many('y')}\n`).split('\n');
    expect(lines.filter((line) => line.startsWith('-'))).toHaveLength(2_100);
    expect(lines.filter((line) => line.startsWith('+'))).toHaveLength(2_100);
    expect(lines).toContain('\\ No newline at end of file');
  });
});

describe('a preview', () => {
  const change: Change = { path: 'a.test.ts', before: 'a\n', after: 'b\n' };
  const hit = {
    source: 'SKILL.md:1',
    kind: 'pattern',
    trigger: 'x',
    reason: 'Watched.\n\nNo file would be changed.',
    matched: 'x\u202E',
    where: 'a.test.ts:1',
    rank: 2,
  } as const;
  const shown = previewOf({
    action: {
      kind: 'run_tests',
      text: 'first\nWhy a person is asked:',
      command: 'pytest\n-q',
      paths: ['a.test.ts'],
      arguments: { runs: 20, tests: ['a.test.ts::adds'] },
      changes: [change],
    },
    triggers: [hit],
    required_rank: 2,
    action_digest: 'a'.repeat(64),
    policy_digest: 'b'.repeat(64),
  });

  it('says all there is of an action, and no text of it poses as a line of ours', () => {
    expect(shown).toBe(
      [
        'Run tests: 1 file would be changed',
        String.raw`Command: pytest\u{a}-q`,
        'Files: a.test.ts',
        'runs: 20',
        'tests: ["a.test.ts::adds"]',
        'Text:',
        '  | first',
        '  | Why a person is asked:',
        '',
        'Why a person is asked:',
        String.raw`- Watched.\u{a}\u{a}No file would be changed.`,
        String.raw`  a.test.ts:1: x\u{202e} (pattern x, from SKILL.md:1)`,
        '',
        'Everything that would be changed:',
        '',
        'File 1 of 1: a.test.ts',
        '@@ -1,1 +1,1 @@',
        '-a',
        '+b',
        '',
        'Needed: a person in a terminal of their own (rank 2).',
        `Action ${'a'.repeat(64)}`,
        `Policy ${'b'.repeat(64)}`,
      ].join('\n'),
    );
  });
});

it('a preview of a run promises nothing about files', () => {
  const bound = { triggers: [], required_rank: 1, action_digest: '', policy_digest: '' } as const;
  const text = previewOf({ action: { kind: 'run_tests', paths: ['a.test.ts'] }, ...bound });
  expect(text).not.toContain('No file would be changed');
  expect(text).toContain(
    'No file is edited. The code of these tests would run with your rights, and can change files.',
  );
});

describe('pages', () => {
  const pagesOf = (text: string, size: { rows?: number; columns?: number }): string[] => {
    const pages: string[] = [];
    let from: number | undefined = 0;
    while (from !== undefined) {
      const page = pageOf(text, from, size);
      pages.push(page.text);
      from = page.next;
    }
    return pages;
  };

  it('show everything once, in order, and no more than fits', () => {
    const texts = fc.array(fc.constantFrom('a', 'bcdefgh', ' ', '\n', '漢', '\t', '👍', '→'), { maxLength: 400 });
    const sizes = fc.record({ rows: fc.integer({ min: 8, max: 30 }), columns: fc.integer({ min: 20, max: 90 }) });
    const width = (row: string) => [...row].reduce((sum, c) => sum + (c === '\t' ? 8 : c > '~' ? 2 : 1), 0);
    fc.assert(
      fc.property(texts, sizes, (parts, size) => {
        const text = parts.join('');
        const pages = pagesOf(text, size);
        const rows = pages.flatMap((page) => page.split('\n'));
        const read = rows.map((row) => (row.startsWith('>> ') ? row.slice(3) : `\n${row}`)).join('');
        expect(read.replace(/^\n/, '')).toBe(text.replace(/\n$/, ''));
        expect(pages.every((page) => page.split('\n').length <= size.rows - 3)).toBe(true);
        expect(rows.every((row) => width(row) <= size.columns)).toBe(true);
      }),
    );
  });

  it('of a terminal that does not say how large it is: the whole', () => {
    expect(pagesOf('a\n'.repeat(500), { rows: 0, columns: 0 })).toEqual([`${'a\n'.repeat(499)}a`]);
    expect(pagesOf(`${'a'.repeat(9_000)}\n`, {})).toEqual(['a'.repeat(9_000)]);
  });
});
