import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../error-code.ts';
import { type Origin, type PatternDocument, type PatternSummary, parseDocument } from './document.ts';
import { markdownFiles, readTextFile } from './files.ts';
import { sameHeading } from './markdown.ts';
import type { PatternProblem } from './problem.ts';
import { renderIndex } from './render-index.ts';
import { createIndex, type PatternIndex } from './search.ts';
import { isSkillFile, parseSkill, type Skill } from './skill.ts';
import { type PatternAddress, parsePatternUri, uriOf } from './uri.ts';
import type { PatternLanguage, PatternTopic } from './vocabulary.ts';

export interface PatternQuery {
  /** Words. Without a word to look for, the patterns that pass the filters are listed in their fixed order. */
  readonly query?: string;
  readonly topic?: PatternTopic;
  readonly language?: PatternLanguage;
  /** At most this many results. */
  readonly limit: number;
}

export interface PatternLibrary {
  /** All patterns, by language, topic and name. */
  list(): readonly PatternSummary[];
  /** By URI, or by id and language. An id without a language gives the first language that has it. */
  get(uriOrId: string, language?: PatternLanguage): PatternDocument | undefined;
  /** One `##` section with its heading; case and punctuation do not matter. */
  section(document: PatternDocument, heading: string): string | undefined;
  /** Best first. */
  search(query: PatternQuery): PatternSummary[];
  /** Values for one variable of the URI template that begin with `prefix`, given the variables already chosen. */
  completeUri(
    variable: keyof PatternAddress,
    prefix: string,
    chosen?: { readonly language?: string; readonly topic?: string },
  ): string[];
  /** A compact markdown list of all patterns with their URIs. */
  renderIndex(): string;
  uriOf(pattern: { readonly language: PatternLanguage; readonly id: string }): string;
  readonly skills: readonly Skill[];
  /** Files that did not load, or loaded without some trigger. Empty for the documents we ship. */
  readonly problems: readonly PatternProblem[];
  /** Those of them that are about skills: the others take no trigger away. */
  readonly skillProblems: readonly PatternProblem[];
}

/** The `patterns/` folder that comes with the program: next to `src/` in a checkout, next to `dist/` in a package. */
export function bundledPatternsDir(): string {
  return fileURLToPath(new URL('../../patterns', import.meta.url));
}

/** A folder of documents beside ours. */
export interface PatternSource {
  readonly folder: string;
  /** What people call it; stands before the paths in problems. */
  readonly name: string;
  /** `team`: documents and skills of a workspace, which may be missing; `skills`: only `SKILL.md` files count, and one must be there. */
  readonly kind: 'team' | 'skills';
}

/**
 * Loads every `.md` file below our folder and those of others. A file with a fault becomes a problem; only a missing folder of
 * ours throws. A pattern of ours is not replaced by another one's. Documents are taken apart when the first is asked for, as they
 * were when they were loaded: a gate, which asks for the skills alone, does not pay for them.
 *
 * @param known what the skills say, given those that were read now
 */
export async function loadPatterns(
  dir: string,
  others: readonly PatternSource[] = [],
  known: (skills: readonly Skill[]) => readonly Skill[] = (skills) => skills,
): Promise<PatternLibrary> {
  const loading: Loading = { skills: [], found: [] };
  await loadFolder(resolve(dir), 'bundled', '', loading);
  for (const { folder, name, kind } of others) {
    const before = loading.skills.length + loading.found.length;
    await loadFolder(resolve(folder), kind, `${name}/`, loading).catch((error: unknown) => {
      // A workspace without patterns of its own is nothing to complain about.
      if (kind === 'team' && codeOf(error) === 'ENOENT') return;
      const message = `The folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      loading.found.push({ problems: [{ path: `${name}/SKILL.md`, line: 1, message }] });
    });
    if (kind === 'skills' && loading.skills.length + loading.found.length === before) {
      const message = 'There is no SKILL.md in or below this folder.';
      loading.found.push({ problems: [{ path: `${name}/SKILL.md`, line: 1, message }] });
    }
  }
  return createLibrary(known(loading.skills), loading.found);
}

/** A document that is not taken apart yet, or what is wrong with a file. */
type Found =
  | { readonly path: string; readonly text: string; readonly origin: Origin }
  | { readonly problems: readonly PatternProblem[] };

interface Loading {
  readonly skills: Skill[];
  /** In the order in which files are told of. */
  readonly found: Found[];
}

async function loadFolder(
  root: string,
  kind: 'bundled' | PatternSource['kind'],
  prefix: string,
  { skills, found }: Loading,
) {
  const paths = (await markdownFiles(root)).filter((path) => kind !== 'skills' || isSkillFile(path));
  const files = await Promise.all(paths.map(async (path) => ({ path, file: await readTextFile(join(root, path)) })));
  for (const { path: below, file } of files) {
    const path = `${prefix}${below}`;
    if (!file.ok) {
      found.push({ problems: [{ path, line: 1, message: file.message }] });
    } else if (isSkillFile(below)) {
      // In folders of other tools there are notes of that name without front matter: they declare nothing.
      if (kind === 'skills' && !file.text.startsWith('---')) continue;
      const read = parseSkill(file.text, path);
      if (read.skill) skills.push(read.skill);
      if (read.problems.length > 0) found.push({ problems: read.problems });
    } else {
      found.push({ path, text: file.text, origin: kind === 'bundled' ? 'bundled' : 'team' });
    }
  }
}

interface Documents {
  /** By URI. */
  readonly documents: readonly PatternDocument[];
  readonly byUri: ReadonlyMap<string, PatternDocument>;
  readonly summaries: readonly PatternSummary[];
  readonly problems: readonly PatternProblem[];
}

function readDocuments(found: readonly Found[]): Documents {
  const byUri = new Map<string, PatternDocument>();
  const problems = found.flatMap((file): readonly PatternProblem[] => {
    if ('problems' in file) return file.problems;
    const { path } = file;
    const read = parseDocument(file.text, path, file.origin);
    if (!read.ok) return read.problems;
    const { document } = read;
    const other = byUri.get(document.uri);
    if (other) return [{ path, line: 1, message: `${document.uri} is already taken by ${other.path}.` }];
    byUri.set(document.uri, document);
    return [];
  });
  const documents = [...byUri.values()].sort((left, right) => (left.uri < right.uri ? -1 : 1));
  return { documents, byUri, summaries: documents.map(summaryOf), problems };
}

function createLibrary(skills: readonly Skill[], found: readonly Found[]): PatternLibrary {
  let documents: Documents | undefined;
  const read = (): Documents => (documents ??= readDocuments(found));
  // Built on the first search: a server start that only lists patterns does not pay for it.
  let index: PatternIndex | undefined;

  return {
    skills,
    get problems() {
      return read().problems;
    },
    skillProblems: found.flatMap((file) =>
      'problems' in file ? file.problems.filter(({ path }) => isSkillFile(path)) : [],
    ),
    uriOf,
    list: () => read().summaries,
    get: (uriOrId, language) => {
      const { byUri, documents } = read();
      const wanted = uriOrId.trim();
      if (parsePatternUri(wanted)) return byUri.get(wanted);
      return documents.find(({ id, language: own }) => id === wanted && (language === undefined || own === language));
    },
    section: (document, heading) => document.sections.find((section) => sameHeading(section.heading, heading))?.text,
    search: ({ query = '', topic, language, limit }) => {
      const { byUri, documents, summaries } = read();
      const fits = (pattern: PatternSummary): boolean =>
        (topic === undefined || pattern.topic === topic) && (language === undefined || pattern.language === language);
      index ??= createIndex(documents);
      const ranked = index.rank(query)?.flatMap((uri) => byUri.get(uri) ?? []);
      return (ranked?.map(summaryOf) ?? summaries).filter(fits).slice(0, limit);
    },
    completeUri: (variable, prefix, chosen = {}) => {
      const values = read()
        .summaries.flatMap(({ uri }) => parsePatternUri(uri) ?? [])
        .filter(({ language }) => variable === 'language' || !chosen.language || language === chosen.language)
        .filter(({ topic }) => variable !== 'name' || !chosen.topic || topic === chosen.topic)
        .map((address) => address[variable]);
      return [...new Set<string>(values)].filter((value) => value.startsWith(prefix.toLowerCase())).sort();
    },
    renderIndex: () => renderIndex(read().summaries, read().problems),
  };
}

function summaryOf({ uri, id, language, topic, title, summary }: PatternDocument): PatternSummary {
  return { uri, id, language, topic, title, summary };
}
