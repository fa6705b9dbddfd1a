import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../error-code.ts';
import { type PatternDocument, type PatternSummary, parseDocument } from './document.ts';
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
 * ours throws. A pattern of ours is not replaced by another one's.
 */
export async function loadPatterns(dir: string, others: readonly PatternSource[] = []): Promise<PatternLibrary> {
  const loading: Loading = { documents: new Map(), skills: [], problems: [] };
  await loadFolder(resolve(dir), 'bundled', '', loading);
  for (const { folder, name, kind } of others) {
    const before = loading.skills.length + loading.problems.length;
    await loadFolder(resolve(folder), kind, `${name}/`, loading).catch((error: unknown) => {
      // A workspace without patterns of its own is nothing to complain about.
      if (kind === 'team' && codeOf(error) === 'ENOENT') return;
      const message = `The folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      loading.problems.push({ path: `${name}/SKILL.md`, line: 1, message });
    });
    if (kind === 'skills' && loading.skills.length + loading.problems.length === before)
      loading.problems.push({
        path: `${name}/SKILL.md`,
        line: 1,
        message: 'There is no SKILL.md in or below this folder.',
      });
  }
  return createLibrary([...loading.documents.values()], loading.skills, loading.problems);
}

interface Loading {
  readonly documents: Map<string, PatternDocument>;
  readonly skills: Skill[];
  readonly problems: PatternProblem[];
}

async function loadFolder(root: string, kind: 'bundled' | PatternSource['kind'], prefix: string, loading: Loading) {
  const { documents, skills, problems } = loading;
  const paths = (await markdownFiles(root)).filter((path) => kind !== 'skills' || isSkillFile(path));
  const files = await Promise.all(paths.map(async (path) => ({ path, file: await readTextFile(join(root, path)) })));
  for (const { path: below, file } of files) {
    const path = `${prefix}${below}`;
    if (!file.ok) {
      problems.push({ path, line: 1, message: file.message });
    } else if (isSkillFile(below)) {
      // In folders of other tools there are notes of that name without front matter: they declare nothing.
      if (kind === 'skills' && !file.text.startsWith('---')) continue;
      const read = parseSkill(file.text, path);
      if (read.skill) skills.push(read.skill);
      problems.push(...read.problems);
    } else {
      const read = parseDocument(file.text, path, kind === 'bundled' ? 'bundled' : 'team');
      if (!read.ok) {
        problems.push(...read.problems);
        continue;
      }
      const other = documents.get(read.document.uri);
      if (other) problems.push({ path, line: 1, message: `${read.document.uri} is already taken by ${other.path}.` });
      else documents.set(read.document.uri, read.document);
    }
  }
}

function createLibrary(
  unsorted: readonly PatternDocument[],
  skills: readonly Skill[],
  problems: readonly PatternProblem[],
): PatternLibrary {
  const documents = [...unsorted].sort((left, right) => (left.uri < right.uri ? -1 : 1));
  const byUri = new Map(documents.map((document) => [document.uri, document]));
  const summaries = documents.map(summaryOf);
  // Built on the first search: a server start that only lists patterns does not pay for it.
  let index: PatternIndex | undefined;

  return {
    skills,
    problems,
    uriOf,
    list: () => summaries,
    get: (uriOrId, language) => {
      const wanted = uriOrId.trim();
      if (parsePatternUri(wanted)) return byUri.get(wanted);
      return documents.find(({ id, language: own }) => id === wanted && (language === undefined || own === language));
    },
    section: (document, heading) => document.sections.find((section) => sameHeading(section.heading, heading))?.text,
    search: ({ query = '', topic, language, limit }) => {
      const fits = (pattern: PatternSummary): boolean =>
        (topic === undefined || pattern.topic === topic) && (language === undefined || pattern.language === language);
      index ??= createIndex(documents);
      const ranked = index.rank(query)?.flatMap((uri) => byUri.get(uri) ?? []);
      return (ranked?.map(summaryOf) ?? summaries).filter(fits).slice(0, limit);
    },
    completeUri: (variable, prefix, chosen = {}) => {
      const values = summaries
        .flatMap(({ uri }) => parsePatternUri(uri) ?? [])
        .filter(({ language }) => variable === 'language' || !chosen.language || language === chosen.language)
        .filter(({ topic }) => variable !== 'name' || !chosen.topic || topic === chosen.topic)
        .map((address) => address[variable]);
      return [...new Set<string>(values)].filter((value) => value.startsWith(prefix.toLowerCase())).sort();
    },
    renderIndex: () => renderIndex(summaries, problems),
  };
}

function summaryOf({ uri, id, language, topic, title, summary }: PatternDocument): PatternSummary {
  return { uri, id, language, topic, title, summary };
}
