import type { FixtureIndex } from '../../analysis/fixtures.ts';
import { languageOf } from '../../analysis/languages.ts';
import { Source } from '../../analysis/source.ts';
import type { Located, TextFile, Workspace } from '../../workspace/index.ts';
import type { Reading } from '../improvement.ts';
import type { AnalyzerPort } from '../suggest.ts';
import { type LeftState, parted, type ReadFile } from './request.ts';
import { holdsLine } from './where-set.ts';

/** A file of the workspace that resets may be written to. */
export interface OpenFile {
  readonly located: Located;
  readonly read: Extract<TextFile, { readonly ok: true }>;
  readonly reading: Reading;
  /** Those of its tests; undefined where the analysis looks none up. */
  readonly fixtures: FixtureIndex | undefined;
}

export async function openFile(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  located: Located,
): Promise<OpenFile | undefined> {
  const read = await workspace.readText(located);
  if (!read.ok) return undefined;
  const { facts, findings, fixtures } = await analyzer.analyzeText(located.display, read.text);
  return { located, read, reading: { text: read.text, facts, findings }, fixtures };
}

/** The module that declares the state, unless it is the file itself. */
export async function declaringOf(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { reading }: OpenFile,
  { file, name }: LeftState,
): Promise<ReadFile | undefined> {
  // A file that was left behind is no module.
  if (file === undefined || parted(name).module === '' || languageOf(file) === undefined) return undefined;
  const opened = await openFile(workspace, analyzer, await workspace.locate(file));
  if (!opened || opened.located.path === reading.facts.path) return undefined;
  return { file: opened.reading.facts, source: new Source(opened.read.text) };
}

/** The name of the function that holds the line which sets the state: what sets it calls that. */
export async function setterOf(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { at }: LeftState,
): Promise<string | undefined> {
  if (!at || languageOf(at.path) === undefined) return undefined;
  const opened = await openFile(workspace, analyzer, await workspace.locate(at.path));
  if (!opened) return undefined;
  const source = new Source(opened.read.text);
  const [inner] = opened.reading.facts.functions
    .filter(({ id, span }) => id !== 0 && holdsLine(source, span, at.line))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  return inner && /^[a-z]\w+$/i.test(inner.name) ? inner.name : undefined;
}
