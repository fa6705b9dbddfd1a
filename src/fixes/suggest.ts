import type { TestFile } from '../analysis/facts.ts';
import type { Finding } from '../analysis/finding.ts';
import type { FixtureIndex } from '../analysis/fixtures.ts';
import { type Located, sha256, type Workspace } from '../workspace/index.ts';
import { type Composition, compose, noEdits, type Reread } from './compose.ts';
import { type PlannedFile, type Unfixable, unifiedDiff } from './plan.ts';
import { whyNotReplaced } from './target.ts';

/** What fixes need of the analysis. */
export interface AnalyzerPort {
  analyze(request: {
    readonly paths?: readonly string[] | undefined;
    readonly rules?: readonly string[] | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<{ readonly findings: readonly Finding[] }>;
  /** Analyses `text` as if it stood at the path. */
  analyzeText(
    path: string,
    text: string,
  ): Promise<{ readonly facts: TestFile; readonly findings: readonly Finding[]; readonly fixtures?: FixtureIndex }>;
}

export interface SuggestRequest {
  /** Files, folders or globs; all test files when absent. */
  readonly paths?: readonly string[] | undefined;
  /** Only these findings. Naming one asks for its fix even if it is only suggested. */
  readonly finding_ids?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly include_suggested?: boolean | undefined;
  /** About how many characters of diff a plan may have, so that somebody can read all of it. At least one file is planned. */
  readonly max_diff?: number | undefined;
  /** At most this many files in the plan. */
  readonly max_files?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Suggestion {
  readonly files: readonly PlannedFile[];
  readonly unfixable: readonly Unfixable[];
  /** Findings whose files did not fit into `max_diff` and `max_files`; a later plan can have them. */
  readonly left_out: number;
  /** Findings whose fix is only suggested and was not asked for. */
  readonly suggested_left: number;
}

/** Finds what can be fixed, and works the fixes of each file into one set of edits. */
export async function suggest(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  request: SuggestRequest,
): Promise<Suggestion> {
  const { paths, rules, signal } = request;
  const { findings } = await analyzer.analyze({ paths, rules, signal });
  const wanted = wantedFindings(findings, request);
  const files: PlannedFile[] = [];
  const unfixable: Unfixable[] = unknownIds(findings, request.finding_ids ?? []);
  const { max_diff = Number.POSITIVE_INFINITY, max_files = Number.POSITIVE_INFINITY } = request;
  let size = 0;
  let left_out = 0;
  for (const path of new Set(wanted.map((finding) => finding.path))) {
    signal?.throwIfAborted();
    const ofFile = wanted.filter((finding) => finding.path === path);
    const planned =
      size < max_diff && files.length < max_files ? await planFile(workspace, analyzer, path, ofFile) : undefined;
    const length = planned?.file?.diff.length ?? 0;
    if (!planned || (files.length > 0 && size + length > max_diff)) {
      size = max_diff;
      left_out += ofFile.length;
      continue;
    }
    size += length;
    if (planned.file) files.push(planned.file);
    unfixable.push(...planned.unfixable);
  }
  const asked = new Set(wanted);
  const suggested_left = request.finding_ids
    ? 0
    : findings.filter((finding) => finding.draft?.safety === 'suggested' && !asked.has(finding)).length;
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), unfixable, left_out, suggested_left };
}

function wantedFindings(
  findings: readonly Finding[],
  { finding_ids, include_suggested }: SuggestRequest,
): readonly Finding[] {
  if (finding_ids) return findings.filter(({ id }) => finding_ids.includes(id));
  return findings.filter(({ draft }) => draft && (draft.safety === 'safe' || include_suggested === true));
}

function unknownIds(findings: readonly Finding[], asked: readonly string[]): Unfixable[] {
  const known = new Set(findings.map(({ id }) => id));
  return [...new Set(asked)]
    .filter((id) => !known.has(id))
    .map((id) => ({ finding_id: id, reason: 'no such finding now; run analyze_tests again' }));
}

interface PlannedResult {
  readonly file?: PlannedFile;
  readonly unfixable: readonly Unfixable[];
}

async function planFile(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  path: string,
  wanted: readonly Finding[],
): Promise<PlannedResult> {
  if (wanted.every(({ draft }) => draft === undefined))
    return { unfixable: wanted.map((finding) => ({ finding_id: finding.id, reason: noEdits(finding) })) };
  const located = await workspace.locate(path);
  const read = await workspace.readText(located);
  const problem = read.ok ? await whyNotReplaced(located.real) : read.reason;
  if (!read.ok || problem !== undefined)
    return { unfixable: wanted.map(({ id }) => ({ finding_id: id, reason: `the file ${problem}` })) };
  // The file may have changed since it was analysed: findings and edits must be those of the text that is hashed.
  const reread = rereading(analyzer, path);
  const reading = await reread(read.text);
  const current = new Map(reading.findings.map((finding) => [finding.id, finding]));
  const gone = wanted.filter(({ id }) => !current.has(id));
  const composition = await compose(
    reading,
    wanted.flatMap(({ id }) => current.get(id) ?? []),
    reread,
  );
  const unfixable = [
    ...gone.map(({ id }) => ({ finding_id: id, reason: 'the file has changed just now; run analyze_tests again' })),
    ...composition.unfixable,
  ];
  if (composition.text === read.text) return { unfixable };
  return { file: toPlannedFile(located, read, composition), unfixable };
}

/** Analyses texts as if they stood at the path. */
export function rereading(analyzer: AnalyzerPort, path: string): Reread {
  return async (text) => ({ text, ...(await analyzer.analyzeText(path, text)) });
}

export function toPlannedFile(
  { display, root, path }: Located,
  before: { readonly text: string; readonly sha256: string },
  { edits, fixed, text }: Composition,
): PlannedFile {
  return {
    path: display,
    root,
    relative: path,
    sha256: before.sha256,
    sha256_after: sha256(text),
    diff: unifiedDiff(display, before.text, text),
    edits: edits.map(({ start, end, text: fresh }) => ({
      start,
      end,
      expect: before.text.slice(start, end),
      text: fresh,
    })),
    fixes: fixed.flatMap(({ id, rule, draft }) =>
      draft ? [{ finding_id: id, rule, title: draft.title, safety: draft.safety }] : [],
    ),
  };
}
