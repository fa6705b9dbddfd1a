import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutLongLines } from '../../src/server/long-lines.ts';

const limit = 10;

async function through(chunks: readonly Buffer[]): Promise<{ text: string; long: number }> {
  let long = 0;
  const stream = withoutLongLines(() => {
    long += 1;
  }, limit);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return { text: (await buffer(stream)).toString('latin1'), long };
}

it('lets lines through byte by byte, however they are cut into chunks', async () => {
  const short = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '"', ' '), maxLength: 4 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(short, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = Buffer.from(lines.join('\n'));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await through(chunks)).toEqual({ text: bytes.toString('latin1'), long: 0 });
    }),
    { numRuns: 200 },
  );
});

it('cuts a long line, tells of it once, and goes on with the next', async () => {
  const chunks = ['{"a":1}\n{"b":', '2222222', '2222', '2}\n{"c":3}\n'].map((text) => Buffer.from(text));
  expect(await through(chunks)).toEqual({ text: '{"a":1}\n{"b":\n{"c":3}\n', long: 1 });
});
