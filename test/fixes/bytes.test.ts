import { chmodSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usableEdits } from '../../src/fixes/edits.ts';
import { bench, undoId } from './bench.ts';
import { replaces } from './word-analyzer.ts';

/** What people have in UTF-8 files, and what editors and tools like to change on the way. */
const anyPart = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '\t',
    ' \t ',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\v',
    '\f',
    '',
    '  ',
    'e\u0301',
    '\u{1f469}\u200d\u{1f680}',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '\r\n').replaceAll('BAD', '\t')),
);
const anyText = fc.array(anyPart, { maxLength: 8 }).map((parts) => parts.join('').replaceAll('BAD', ''));

describe('edits', () => {
  it('change the bytes they replace and no others, and the undo gives all bytes and the mode back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(anyText, { minLength: 2, maxLength: 8 }),
        fc.constantFrom('GOOD', '\u{1f642}', '\r\n', '\u00fc', '', 'x'.repeat(100)),
        fc.constantFrom(0o600, 0o644, 0o755, 0o1664),
        async (marked, parts, fresh, mode) => {
          const mark = marked ? '\uFEFF' : '';
          const before = Buffer.from(mark + parts.join('BAD'));
          const { fixes, applyAll, temp } = await bench({ 'a.test.ts': before }, [replaces('no-bad', 'BAD', fresh)]);
          const file = temp.at('ws/a.test.ts');
          chmodSync(file, mode);
          const now = () => [readFileSync(file), statSync(file).mode & 0o7777];
          const undo_id = undoId(await applyAll());
          expect(now()).toEqual([Buffer.from(mark + parts.join(fresh)), mode]);
          await fixes.undo(undo_id);
          expect(now()).toEqual([before, mode]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['half a character', { start: 0, end: 1, text: '\ud83d' }],
    ['the other half', { start: 0, end: 1, text: '\ude42 x' }],
    ['half a character in a frame', { start: 0, end: 0, text: 'x', frame: { open: '\ud83d', close: '' } }],
    ['text into a character', { start: 3, end: 3, text: 'x' }],
    ['a range that ends in a character', { start: 0, end: 3, text: '' }],
    ['a range that begins in a character', { start: 3, end: 5, text: '' }],
  ])('that would write %s are not used: what stood in the file would not be what was shown', (_, edit) => {
    expect(usableEdits([edit], 'ab\u{1f642}cd')).toBeUndefined();
  });

  it('beside and over whole characters are used', () => {
    const edits = [
      { start: 2, end: 4, text: '\u{1f600}' },
      { start: 4, end: 4, text: 'x' },
    ];
    expect(usableEdits(edits, 'ab\u{1f642}cd')).toEqual(edits);
  });
});

describe('what is not UTF-8', () => {
  it.each([
    [
      'UTF-16, little endian',
      Buffer.from('\uFEFFBAD', 'utf16le'),
      /is UTF-16 text; only UTF-8 is read. Save it as UTF-8/,
    ],
    ['UTF-16, big endian', Buffer.from('\uFEFFBAD', 'utf16le').swap16(), /is UTF-16 text/],
    ['UTF-16 without a mark', Buffer.from('BAD', 'utf16le'), /is binary/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x42, 0, 0, 0]), /is UTF-16 text|is binary/],
    ['Latin-1', Buffer.from('BAD caf\xe9', 'latin1'), /is not UTF-8 text. Save it as UTF-8/],
    ['half a character at the end', Buffer.from('BAD \u{1f642}').subarray(0, 6), /is not UTF-8 text/],
    [
      'half of a pair, written as if it were a character',
      Buffer.from([0x42, 0x41, 0x44, 0xed, 0xa0, 0x80]),
      /is not UTF-8 text/,
    ],
    ['a character written longer than it is', Buffer.from([0x42, 0xc0, 0xaf]), /is not UTF-8 text/],
    ['NUL', Buffer.from('BAD\0'), /is binary/],
  ])('%s is refused with the reason', async (_, bytes, reason) => {
    const { workspace, applyAll, fixes, temp } = await bench({ 'a.test.ts': bytes, 'b.test.ts': 'BAD' });
    expect(await workspace.readText(await workspace.locate('a.test.ts'))).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
    });
    expect((await fixes.suggest()).files.map(({ path }) => path)).toEqual(['b.test.ts']);
    await applyAll();
    expect(readFileSync(temp.at('ws/a.test.ts'))).toEqual(bytes);
  });
});
