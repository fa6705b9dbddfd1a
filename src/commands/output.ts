import pc from 'picocolors';
import { shownCode } from '../untrusted/plain-text.ts';

/**
 * The only module that writes to stdout. The stdio server never loads it: there, stdout belongs to the protocol.
 */
export function print(text: string): void {
  process.stdout.write(forTerminal(text));
}

/** For scripts: the exact texts, and yet nothing in it that a terminal or a person could stumble over. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, undefined, 2);
  process.stdout.write(
    `${text.replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`,
  );
}

/** For progress, warnings and refusals: keeps stdout clean for what a script reads. */
export function complain(text: string): void {
  process.stderr.write(forTerminal(text));
}

/** The last look before a terminal: whatever a name or a message holds, it can colour at most. */
function forTerminal(text: string): string {
  const parts = text.split(COLOUR).map((part, at) => (at % 2 === 0 ? shownCode(part, Infinity) : part));
  const shown = parts.join('');
  return shown.endsWith('\n') ? shown : `${shown}\n`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what picocolors writes.
const COLOUR = /(\x1b\[(?:0|[1-4]|[39][0-7]|2[1-9]|39|49)m)/;

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
