import pc from 'picocolors';

/**
 * The only module that writes to stdout. The stdio server never loads it: there, stdout belongs to the protocol.
 */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** For progress, warnings and refusals: keeps stdout clean for what a script reads. */
export function complain(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** `… | head` closes the pipe when it has read enough: the rest is wanted by nobody, and nothing went wrong. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Colours only where a person looks; `NO_COLOR` and `FORCE_COLOR` are respected. */
export const colors = pc.createColors(process.stdout.isTTY && pc.isColorSupported);

/** Where a person reads and types. */
export const terminal = {
  input: process.stdin,
  output: process.stdout,
  isTTY: process.stdin.isTTY === true && process.stdout.isTTY === true,
};
