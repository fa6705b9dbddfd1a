/**
 * Runs of codes that stand for characters: hexadecimal with separators, lists of decimal codes, calls like `CHAR(112)`,
 * binary octets, base32. What they say may be anything; each run is read once.
 */
export function decodeRuns(text: string): string[] {
  return [
    ...runs(text, hexadecimal).map((run) => fromCodes(run, /(?:0x)?([0-9a-f]{2})/gi, 16)),
    ...runs(text, decimal).map((run) => fromCodes(run, /(\d{2,3})/g, 10)),
    ...runs(text, binary).map((run) => fromCodes(run, /(?:0b)?([01]{8})/g, 2)),
    ...runs(text, base32).map(fromBase32),
  ];
}

const hexadecimal = /(?<![0-9a-z])(?:0x)?[0-9a-f]{2}(?:[:,\s-]{1,3}(?:0x)?[0-9a-f]{2}(?![0-9a-z])){7,}/gi;
/** Between two calls there may be an operator: `CHAR(112)||CHAR(114)`, `chr(112) + chr(114)`. */
const decimal = /(?<!\d)\d{2,3}(?:(?:[\s,;]{1,8}|\)[\s,|+&.]{0,8}[a-z.]{1,20}\()\d{2,3}(?!\d)){7,}/gi;
const binary = /(?<!\d)(?:0b)?[01]{8}(?:[\s,_-]{0,3}(?:0b)?[01]{8}){7,}(?!\d)/g;
const base32 = /(?<![A-Z0-9])[A-Z2-7]{16,}(?![A-Z0-9])/g;

function runs(text: string, expression: RegExp): string[] {
  return [...text.matchAll(expression)].map(([run]) => run);
}

function fromCodes(run: string, code: RegExp, base: number): string {
  return [...run.matchAll(code)].map(([, digits = '']) => String.fromCharCode(Number.parseInt(digits, base))).join('');
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(run: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of run) {
    held = ((held << 5) | letters.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes).toString('utf8');
}
