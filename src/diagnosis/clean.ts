import { withoutSequences } from '../untrusted/plain-text.ts';
import { annotationLines, withoutPrefix } from './prefixes.ts';

/** Pasted output as lines of plain text. */
export interface CleanOutput {
  readonly lines: readonly string[];
  /** Parts are missing: cut here because it was too long, or a mark in the text says that somebody else cut it. */
  readonly truncated: boolean;
}

/** UTF-16 code units that are looked at. Runners print what failed at the end, so more of it is kept. */
const maxLength = 1024 * 1024;
const headLength = maxLength / 4;
/** Bounds every expression's work on generated lines. Both ends hold the words: `AssertionError: …` and `… attached to a different loop`. */
const maxLine = 2_000;
/** Lines that are looked at, the first fifth and the rest from the end. */
const maxLines = 50_000;
/** Indentation and columns mean nothing beyond this. */
const longGap = /[ \t]{60,}/g;
const gap = ' '.repeat(60);
/** One evidence line. */
const maxEvidence = 300;

/** Colours whose escape character a copy lost. */
const bareColours = /[\u241b\uFFFD]?\[(?:\d{1,3})(?:;\d{1,3}){0,5}m/g;
const bareReset = /\[(?:0|22|39|49)m/;
const truncation =
  /^[\s[(<.…*-]*(?:\d[\d,._ ]* (?:more )?(?:lines?|characters|chars|bytes) (?:omitted|truncated|skipped|hidden|elided|removed)|(?:output|log|logs|content|message|text) (?:was |has been |is )?(?:truncated|cut|limit(?:ed)? (?:reached|exceeded))|truncated(?: \d+| output| log)?|snip(?:ped)?|omitted \d+ lines)\b.{0,80}$/i;
const plain = /^[\t -~]*$/;
/** Control, bidirectional, zero-width and TAG characters. */
const unseen = /[^\P{C}\t]|\p{Default_Ignorable_Code_Point}/gu;

/** Output as somebody pasted it -> what the runner wrote, line by line. Takes time in proportion to the length, at most 1 MB of it. */
export function cleanOutput(output: string): CleanOutput {
  const { text, cut } = withinLimit(output);
  const plainText = withoutColours(text);
  const lines: string[] = [];
  const all = plainText.split('\n');
  const tooMany = all.length > maxLines;
  if (tooMany) all.splice(maxLines / 5, all.length - maxLines);
  let truncated = cut || tooMany;
  for (const raw of all) {
    for (const part of annotationLines(withoutPrefix(lastState(raw)))) {
      const line = withoutUnseen(withinLine(part)).trimEnd().replace(longGap, gap);
      if (truncation.test(line)) truncated = true;
      else lines.push(line);
    }
  }
  return { lines, truncated };
}

/** A line that may be shown: nothing invisible, not long. */
export function evidenceText(text: string): string {
  const shown = withoutUnseen(text.slice(0, maxLine)).replace(/\s+/g, ' ').trim();
  return shown.length > maxEvidence ? `${shown.slice(0, maxEvidence - 1).trimEnd()}…` : shown;
}

function withinLimit(output: string): { text: string; cut: boolean } {
  if (output.length <= maxLength) return { text: output, cut: false };
  return { text: `${output.slice(0, headLength)}\n${output.slice(headLength - maxLength)}`, cut: true };
}

function withoutColours(text: string): string {
  const plainText = withoutSequences(text);
  return bareReset.test(plainText) ? plainText.replace(bareColours, '') : plainText;
}

/** A progress bar writes over its own line; what stands there at the end counts. */
function lastState(line: string): string {
  const end = line.endsWith('\r') ? line.replace(/\r{1,4}$/, '') : line;
  return end.slice(end.lastIndexOf('\r') + 1);
}

function withinLine(line: string): string {
  return line.length <= maxLine ? line : `${line.slice(0, maxLine - 800)} … ${line.slice(-790)}`;
}

function withoutUnseen(line: string): string {
  return plain.test(line) ? line : line.replace(unseen, '');
}
