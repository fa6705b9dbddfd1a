import { Source } from '../analysis/source.ts';
import type { FactContext } from './facts/context.ts';
import type { Fact } from './facts/fact.ts';
import type { ChangedFile } from './source/changed-file.ts';
import type { Place } from './trigger.ts';

/** One text that triggers are matched against, and where a person finds it. */
export interface Subject {
  readonly text: string;
  readonly where: Place;
  /** Nothing but the name of a file or test, or of a module. Of what is done with it the facts know more. */
  readonly nameOf?: 'file' | 'module';
}

/**
 * The texts that say what an action does: never whole files, where a broad pattern would hit every time. Each stands
 * alone, so that `production` in one and `database` in another do not make a hit.
 */
export function subjectsOf(context: FactContext, facts: readonly Fact[]): Subject[] {
  const { action, files, environment } = context;
  const paths = new Set([...(action.paths ?? []), ...files.map((file) => file.path)]);
  return [
    ...facts.map(({ statement, where }) => ({ text: statement, where })),
    ...argumentTexts(action.text, 'text'),
    ...argumentTexts(action.command, 'command'),
    ...argumentTexts(action.arguments, 'arguments').map((subject) => asName(subject, action, testArgument)),
    ...[...paths].map((path) => asName({ text: path, where: { path } }, action)),
    ...files.flatMap((file) => [...hunkTexts(file), ...proseOfTouchedTests(file)]),
    ...environmentTexts(environment),
  ];
}

const testArgument = /^arguments\.tests\[\d+\]$/;

/** What is only described is judged by its words alone, names too. */
function asName(subject: Subject, { kind }: FactContext['action'], place = /^/): Subject {
  return kind !== 'describe' && place.test(subject.where.path) ? { ...subject, nameOf: 'file' } : subject;
}

/** Deeper than any tool's arguments; ends the walk on a hostile one. */
const maxDepth = 12;

function argumentTexts(value: unknown, path: string, depth = 0): Subject[] {
  if (typeof value === 'string') return [{ text: value, where: { path } }];
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  if (Array.isArray(value)) return value.flatMap((part, index) => argumentTexts(part, `${path}[${index}]`, depth + 1));
  return Object.entries(value).flatMap(([name, part]) => argumentTexts(part, `${path}.${name}`, depth + 1));
}

function hunkTexts(file: ChangedFile): Subject[] {
  return file.hunks.flatMap(({ added, removed }) =>
    [added, removed]
      .filter((lines) => lines.length > 0)
      .map((lines) => ({
        text: lines.map(({ text }) => text).join('\n'),
        where: { path: file.path, line: lines[0]?.line ?? 1 },
      })),
  );
}

/** Lines of a test with its marks, its name and what it says of itself. */
const head = 12;
/** What is said further from a change than this is not about it. In lines. */
const near = 12;

function isNear(line: number, changed: readonly number[]): boolean {
  return changed.some((at) => Math.abs(at - line) <= near);
}

/** `app.infrastructure.mail`, `../src/infrastructure/mail`: what a test imports or replaces. */
const modulePath = /^[@\w./-]*[./][@\w./-]*$/;

function proseOfTouchedTests(file: ChangedFile): Subject[] {
  if (!file.isTest || file.touched.length === 0) return [];
  const lines = new Source(file.after);
  const { strings, comments } = file.scanAfter;
  const at = (start: number) => ({ path: file.path, line: lines.position(start).line });
  const said = strings.map(({ start, text }): Subject => {
    return { text, where: at(start), ...(modulePath.test(text) && { nameOf: 'module' }) };
  });
  const noted = joinedComments(file, comments).map(({ start, text }): Subject => ({ text, where: at(start) }));
  const changed = file.added.map(({ line }) => line);
  return [...said, ...noted]
    .filter(({ text }) => text.length >= 4)
    .filter(({ where: { line = 0 } }) =>
      file.touched.some(
        ({ first, last }) =>
          line >= first && line <= last && (line < first + head || isNear(line, changed) || changed.length === 0),
      ),
    );
}

/** Comments on consecutive lines read as one text. */
function joinedComments(
  file: ChangedFile,
  comments: ChangedFile['scanAfter']['comments'],
): { start: number; text: string }[] {
  const joined: { start: number; end: number; text: string }[] = [];
  for (const { start, end, text } of comments) {
    const last = joined.at(-1);
    if (last && /^[ \t]*\r?\n[ \t]*$/.test(file.after.slice(last.end, start))) {
      last.end = end;
      last.text += `\n${text}`;
    } else {
      joined.push({ start, end, text });
    }
  }
  return joined;
}

/** Settings of this server, which no test is meant by: a team's trigger `pattern` is no word about `TESTING_PATTERNS_HOME`. */
const ownSetting = /^TESTING_PATTERNS_/;

/** Names as they are, and hosts of the values that are addresses; other values stay unread. */
function environmentTexts(environment: FactContext['environment']): Subject[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/\s]*@)?([^/:?#\s]+)/i.exec(value ?? '')?.[1];
    return [...(ownSetting.test(name) ? [] : [name]), ...(host === undefined ? [] : [host])].map((text) => ({
      text,
      where: { path: `environment ${name}` },
    }));
  });
}
