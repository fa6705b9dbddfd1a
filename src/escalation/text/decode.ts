import { decodeRuns } from './runs.ts';

/** Escapes as source code, URLs, mails and markup write them; undefined when the text has none. */
export function decodeEscapes(text: string): string | undefined {
  if (!/[\\%&=]/.test(text)) return undefined;
  const decoded = text
    .replace(/\\\r?\n/g, '')
    // JSON in JSON doubles each backslash, once more in each layer.
    .replace(/\\{2,8}(?=[uUx][0-9a-fA-F{])/g, '\\')
    .replace(/\\U([0-9a-fA-F]{8})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\u\{0*([0-9a-fA-F]{1,6})\}/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\u([0-9a-fA-F]{4})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\x([0-9a-fA-F]{2})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\([0-3][0-7]{2})/g, (whole, octal: string) => character(octal, 8) ?? whole)
    // As CSS writes it: it ends at a blank, which belongs to it, or at what is no digit.
    .replace(
      /\\0{0,4}([2-7][0-9a-fA-F])(?:[ \t]|(?![0-9a-fA-F]))/g,
      (whole, hex: string) => character(hex, 16) ?? whole,
    )
    .replace(/\\N\{(?:[A-Z-]{1,20} ){0,4}(?:SMALL|CAPITAL)(?: LETTER)? ([A-Z])(?: WITH [A-Z ]{1,40})?\}/gi, '$1')
    .replace(/\\N\{([A-Z -]{4,16})\}/gi, (whole, name: string) => namedCharacters[name.toUpperCase()] ?? whole)
    .replace(/\\[nrt]/g, ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => bytesOf(run, '%'))
    .replace(/(?:=[0-9a-fA-F]{2}){2,}/g, (run) => {
      const said = bytesOf(run, '=');
      return /[^\P{C}\t\n\r]|\uFFFD/u.test(said) ? run : said;
    })
    .replace(/&#x0*([0-9a-fA-F]{1,6});?/gi, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/&#0*([0-9]{1,7});?/g, (whole, decimal: string) => character(decimal, 10) ?? whole)
    .replace(
      /&([a-zA-Z])(?:opf|scr|fr|acute|grave|circ|tilde|uml|ring|cedil|caron|macr|breve|ogon|strok|slash);/g,
      '$1',
    )
    .replace(/&(nbsp|shy|amp|lt|gt|quot|apos|zwnj|zwj|Tab|NewLine);/g, (_, name: string) => entities[name] ?? ' ');
  return decoded === text ? undefined : decoded;
}

const namedCharacters: Readonly<Record<string, string>> = {
  SPACE: ' ',
  'NO-BREAK SPACE': ' ',
  'HYPHEN-MINUS': '-',
  'LOW LINE': '_',
  'FULL STOP': '.',
};

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  shy: '',
  zwj: '',
  zwnj: '',
};

function character(digits: string, base: number): string | undefined {
  const code = Number.parseInt(digits, base);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function bytesOf(run: string, mark: string): string {
  return Buffer.from(run.replaceAll(mark, ''), 'hex').toString('utf8');
}

/** Fewer characters make false alarms out of ordinary names. */
const blob = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
/** Where base64 goes on in the next line, maybe of a quote or comment. */
const brokenLine = /(?<=[A-Za-z0-9+/_-]{8})\r?\n[ \t>*#]{0,20}(?=[A-Za-z0-9+/_-]{4})/g;

/** What encoded runs of the text say, where they say something printable. Of base64 and hexadecimal two layers deep. */
export function decodeBlobs(text: string): Set<string> {
  const joined = text.replace(brokenLine, '');
  const outer = [...blobsIn(text), ...(joined === text ? [] : blobsIn(joined))];
  return new Set([...outer, ...outer.flatMap(blobsIn), ...decodeRuns(text).filter(isPrintable)]);
}

function blobsIn(text: string): string[] {
  return [...text.matchAll(blob)].flatMap(([run]) => readBlob(run));
}

function readBlob(run: string): string[] {
  const texts: string[] = [];
  if (/^[0-9a-fA-F]+$/.test(run) && run.length % 2 === 0) texts.push(Buffer.from(run, 'hex').toString('utf8'));
  texts.push(Buffer.from(run, 'base64').toString('utf8'));
  // UTF-7 and the encoded commands of PowerShell: every second byte is nothing.
  const wide = Buffer.from(run.replace(/^\+/, '').replace(/-$/, ''), 'base64').toString('latin1');
  if (/^(?:(?:\0[ -~])+|(?:[ -~]\0)+)$/.test(wide)) texts.push(wide.replaceAll('\0', ''));
  return texts.filter(isPrintable);
}

function isPrintable(text: string): boolean {
  return text.length >= 8 && !/[^\P{C}\t\n\r]|\uFFFD/u.test(text);
}
