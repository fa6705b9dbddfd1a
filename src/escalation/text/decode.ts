/** Escapes as source code, URLs and markup write them; undefined when the text has none. */
export function decodeEscapes(text: string): string | undefined {
  if (!/[\\%&]/.test(text)) return undefined;
  const decoded = text
    .replace(/\\\r?\n/g, '')
    .replace(/\\U([0-9a-fA-F]{8})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\u\{0*([0-9a-fA-F]{1,6})\}/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\u([0-9a-fA-F]{4})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\x([0-9a-fA-F]{2})/g, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/\\([0-3][0-7]{2})/g, (whole, octal: string) => character(octal, 8) ?? whole)
    .replace(/\\N\{LATIN (?:SMALL|CAPITAL) LETTER ([A-Z])\}/gi, '$1')
    .replace(/\\[nrt]/g, ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, percent)
    .replace(/&#x0*([0-9a-fA-F]{1,6});?/gi, (whole, hex: string) => character(hex, 16) ?? whole)
    .replace(/&#0*([0-9]{1,7});?/g, (whole, decimal: string) => character(decimal, 10) ?? whole)
    .replace(/&(nbsp|shy|amp|lt|gt|quot|apos|zwnj|zwj|Tab|NewLine);/g, (_, name: string) => entities[name] ?? ' ');
  return decoded === text ? undefined : decoded;
}

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

function percent(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  return bytes.toString('utf8');
}

/** Fewer characters make false alarms out of ordinary names. */
const blob = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
/** What base64 and hexadecimal runs of the text say, where they say something printable. Two layers deep. */
export function decodeBlobs(text: string): string[] {
  const outer = blobsIn(text);
  return [...outer, ...outer.flatMap(blobsIn)];
}

function blobsIn(text: string): string[] {
  return [...text.matchAll(blob)].flatMap(([run]) => readBlob(run));
}

function readBlob(run: string): string[] {
  const texts: string[] = [];
  if (/^[0-9a-fA-F]+$/.test(run) && run.length % 2 === 0) texts.push(Buffer.from(run, 'hex').toString('utf8'));
  texts.push(Buffer.from(run, 'base64').toString('utf8'));
  return texts.filter(isPrintable);
}

function isPrintable(text: string): boolean {
  return text.length >= 8 && !/[^\P{C}\t\n\r]|\uFFFD/u.test(text);
}
