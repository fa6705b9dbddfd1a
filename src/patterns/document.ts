import { z } from 'zod';
import { problemsOf, readFrontMatter } from './front-matter.ts';
import { type Section, sectionsOf } from './markdown.ts';
import type { PatternProblem } from './problem.ts';
import { PATTERN_ID, parsePatternUri, uriOf } from './uri.ts';
import { CAUSES, FRAMEWORKS, LANGUAGES, SECTIONS, TOPICS } from './vocabulary.ts';

const Line = z.string().trim().min(1);

const DocumentFrontMatter = z.strictObject({
  id: z.string().regex(PATTERN_ID, 'must be "<topic>/<name>" in kebab-case'),
  title: Line.max(80),
  topic: z.enum(TOPICS),
  language: z.enum(LANGUAGES),
  frameworks: z.array(z.enum(FRAMEWORKS)).min(1),
  /** One line for lists: shorter than 160 characters. */
  summary: Line.max(159),
  /** Situations in which a reader should reach for this pattern. */
  when: z.array(Line).min(1),
  causes: z.array(z.enum(CAUSES)).min(1),
  /** Ids of the analysis rules whose findings point here. */
  rules: z.array(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a rule id in kebab-case')),
  /** The same pattern in the other language. */
  counterpart: z
    .string()
    .refine((uri) => parsePatternUri(uri) !== undefined, 'must be pattern://{language}/{topic}/{name}'),
  sources: z.array(Line).min(1),
});

/** A team's own document says less: it may have no twin in the other language, and its source may be the team. */
const OwnFrontMatter = DocumentFrontMatter.extend({
  causes: DocumentFrontMatter.shape.causes.default([]),
  rules: DocumentFrontMatter.shape.rules.default([]),
  sources: DocumentFrontMatter.shape.sources.default([]),
  counterpart: DocumentFrontMatter.shape.counterpart.optional(),
});

type Fields = z.infer<typeof DocumentFrontMatter>;

/** Ours keep every promise of the format; a team's own are taken with what they have. */
export type Origin = 'bundled' | 'team';

/** What a list or a search result shows of a pattern. */
export interface PatternSummary {
  readonly uri: string;
  /** `<topic>/<name>`: the same in every language, and what a rule's `pattern` names. */
  readonly id: string;
  readonly language: Fields['language'];
  readonly topic: Fields['topic'];
  readonly title: string;
  readonly summary: string;
}

export interface PatternDocument extends PatternSummary {
  readonly frameworks: Fields['frameworks'];
  readonly when: readonly string[];
  readonly causes: Fields['causes'];
  readonly rules: readonly string[];
  /** URI of the same pattern in the other language. */
  readonly counterpart?: string | undefined;
  readonly sources: readonly string[];
  /** Relative to the loaded folder, with forward slashes. */
  readonly path: string;
  /** The whole file, front matter included. */
  readonly text: string;
  /** The markdown below the front matter. */
  readonly body: string;
  readonly sections: readonly Section[];
}

export type DocumentResult =
  | { readonly ok: true; readonly document: PatternDocument }
  | { readonly ok: false; readonly problems: readonly PatternProblem[] };

export function parseDocument(text: string, path: string, origin: Origin = 'bundled'): DocumentResult {
  const read = readFrontMatter(text, path);
  if (!read.ok) return read;
  const { frontMatter } = read;
  const parsed = (origin === 'team' ? OwnFrontMatter : DocumentFrontMatter).safeParse(frontMatter.data);
  if (!parsed.success) {
    const allowed = Object.keys(DocumentFrontMatter.shape);
    return { ok: false, problems: problemsOf(parsed.error, frontMatter, path, { allowed }) };
  }
  const fields = parsed.data;
  const sections = sectionsOf(frontMatter.body, frontMatter.bodyLine);
  const problems = [
    ...Array.from(placeProblems(fields, path), (message) => ({ path, line: frontMatter.lineOf(['id']), message })),
    ...Array.from(sectionProblems(sections, origin === 'team' ? [] : SECTIONS), ({ line, message }) => ({
      path,
      line: line ?? frontMatter.bodyLine,
      message,
    })),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    document: { uri: uriOf(fields), ...fields, path, text, body: frontMatter.body.trim(), sections },
  };
}

/** A document found by its address must be the one that its file name promises. */
function* placeProblems(
  { id, topic, language, counterpart }: Pick<PatternDocument, 'id' | 'topic' | 'language' | 'counterpart'>,
  path: string,
): Generator<string> {
  const place = path.replace(/\.md$/, '').split('/').slice(-2).join('/');
  if (id !== place) yield `id "${id}" does not fit the file's place. Expected "${place}".`;
  if (!id.startsWith(`${topic}/`))
    yield `topic "${topic}" does not fit the id "${id}", which must start with the topic.`;
  const folder = path.split('/').at(-3);
  const expected = LANGUAGES.find((known) => folder?.startsWith(`${known}-`));
  if (expected && expected !== language) yield `language "${language}" does not fit the folder "${folder}".`;
  if (counterpart !== undefined && parsePatternUri(counterpart)?.language === language) {
    yield `counterpart "${counterpart}" must be in the other language than "${language}".`;
  }
}

function* sectionProblems(
  sections: readonly Section[],
  needed: readonly string[],
): Generator<{ line?: number; message: string }> {
  const headings = sections.map(({ heading }) => heading);
  for (const wanted of needed) {
    if (!headings.includes(wanted)) yield { message: `The section "## ${wanted}" is missing.` };
  }
  for (const [index, { heading, line, text }] of sections.entries()) {
    if (headings.indexOf(heading) !== index) yield { line, message: `The section "## ${heading}" stands there twice.` };
    if (text.split('\n').slice(1).join('').trim() === '')
      yield { line, message: `The section "## ${heading}" is empty.` };
  }
}
