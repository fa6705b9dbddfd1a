import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bench, undoId } from './bench.ts';
import { replaces } from './word-analyzer.ts';

/** Any Unicode text a person could have in a UTF-8 file. */
const anyText = fc
  .string({ unit: 'binary', maxLength: 30 })
  .map((text) => text.replaceAll('\0', '\r\n').replaceAll('BAD', '\t'));

it('edits change the bytes they replace and no others, and the undo gives all bytes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyText, { minLength: 2, maxLength: 8 }),
      fc.constantFrom('GOOD', '🙂', '\r\n', 'ü', 'x'.repeat(100)),
      async (parts, fresh) => {
        const before = Buffer.from(parts.join('BAD'));
        const { fixes, applyAll, temp } = await bench({ 'a.test.ts': before }, [replaces('no-bad', 'BAD', fresh)]);
        const bytes = () => readFileSync(temp.at('ws/a.test.ts'));
        const undo_id = undoId(await applyAll());
        expect(bytes()).toEqual(Buffer.from(parts.join(fresh)));
        await fixes.undo(undo_id);
        expect(bytes()).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
});
