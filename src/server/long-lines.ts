import { Transform } from 'node:stream';

/** Bytes of one message. The transport of the protocol library gives the whole connection up at 10 MB. */
export const longestLine = 8 * 1024 * 1024;

const newline = 0x0a;

/** Cuts lines that are too long, tells of each, and lets everything else through as it comes. */
export function withoutLongLines(onLong: () => void, longest: number = longestLine): Transform {
  let length = 0;
  const cut = (chunk: Buffer): Buffer[] => {
    const kept: Buffer[] = [];
    for (let start = 0; start < chunk.length; ) {
      const found = chunk.indexOf(newline, start);
      const end = found === -1 ? chunk.length : found;
      const wasLong = length > longest;
      length += end - start;
      if (length <= longest) kept.push(chunk.subarray(start, end));
      else if (!wasLong) onLong();
      if (found !== -1) {
        // What was let through of a cut line ends here, too: half a message, which is no JSON.
        kept.push(chunk.subarray(end, end + 1));
        length = 0;
      }
      start = end + 1;
    }
    return kept;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.concat(cut(chunk)));
    },
  });
}
