import type { Test } from '../../analysis/facts.ts';
import type { Finding } from '../../analysis/finding.ts';
import { languageOf } from '../../analysis/languages.ts';
import { Source } from '../../analysis/source.ts';
import { stableId } from '../../state/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { compose } from '../compose.ts';
import type { Reading } from '../improvement.ts';
import type { PlannedFile } from '../plan.ts';
import { type AnalyzerPort, rereading, toPlannedFile } from '../suggest.ts';
import { adviceOf, spoken } from './advice.ts';
import { findingFor } from './own-findings.ts';
import { pythonWay } from './python.ts';
import {
  type Advice,
  type Ground,
  type LeftState,
  parted,
  type ReadFile,
  type StateReset,
  type Way,
  type WrittenReset,
} from './request.ts';
import { scriptWay } from './script.ts';
import { polluterIn, setOnce } from './where-set.ts';

export interface ResetPlan {
  readonly file: PlannedFile | undefined;
  /** For each piece of state that no edit puts back. */
  readonly advice: readonly Advice[];
}

/** The rule that the edits of this folder go by in a plan: they have no finding of the analysis behind them. */
export const polluterRule = 'polluter';

/**
 * What puts the state back that a test leaves changed, in the file of the test: the fix of a finding where there is one,
 * else a fixture or a hook. Touches nothing.
 */
export async function planReset(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { test, state }: StateReset,
): Promise<ResetPlan> {
  const [path = test, ...rest] = test.split('::');
  const located = await workspace.locate(path);
  const read = await workspace.readText(located);
  const reread = rereading(analyzer, located.display);
  const reading = await reread(read.ok ? read.text : '');
  const { language } = reading.facts;
  const refuse = (each: LeftState, reason: string): Advice => adviceOf(each, reason, language);
  if (!read.ok) return { file: undefined, advice: state.map((each) => refuse(each, `${path} ${read.reason}.`)) };
  if (rest.length === 0)
    return { file: undefined, advice: state.map((each) => refuse(each, whileLoading(path, each))) };

  const polluter = polluterIn(reading.facts, rest.join('::'));
  const written = await Promise.all(
    state.map(async (each) => ({ state: each, ...(await writtenFor(workspace, analyzer, reading, polluter, each)) })),
  );
  // The fix of a finding may not stand here; then the reset is written as if there were none.
  const ways = await Promise.all(
    written.map(async ({ state: each, ground, own }) => {
      const mended = own && (await compose(reading, [own], reread)).fixed.length > 0;
      return { state: each, finding: mended ? own : undefined, way: mended ? undefined : wayOf(ground, each) };
    }),
  );
  const keeps = ({ way }: { readonly way: Way | undefined }) =>
    Number(way !== undefined && 'keeps' in way && way.keeps);
  const inOrder = ways.toSorted((a, b) => keeps(b) - keeps(a));
  const findings = inOrder.flatMap(({ state: each, finding, way }) => {
    if (finding) return finding;
    return way && 'edits' in way ? asFinding(located.display, test, polluter, reading, each, way) : [];
  });
  const composition = await compose(reading, [...new Set(findings)], reread);
  const advice = ways.flatMap(({ state: each, finding, way }) => {
    if (way && 'reason' in way) return adviceOf(each, way.reason, language);
    const id = finding?.id ?? idOf(test, each);
    const left = composition.unfixable.find(({ finding_id }) => finding_id === id);
    return left ? refuse(each, `The reset of ${spoken(each)} does not fit the file: ${left.reason}.`) : [];
  });
  const hasChanged = composition.text !== read.text;
  return { file: hasChanged ? toPlannedFile(located, read, composition) : undefined, advice };
}

async function writtenFor(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  reading: Reading,
  polluter: Test | undefined,
  state: LeftState,
): Promise<{ readonly ground: Ground; readonly own: Finding | undefined }> {
  const source = new Source(reading.text);
  const ground = {
    file: reading.facts,
    source,
    declaring: await declaringOf(workspace, analyzer, reading, state),
    once: setOnce(reading.facts, source, polluter, state),
  };
  return { ground, own: findingFor(reading, polluter, state) };
}

/** The module that declares the state, unless it is the test file itself. */
async function declaringOf(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { facts }: Reading,
  { file, name }: LeftState,
): Promise<ReadFile | undefined> {
  // A file that was left behind is no module.
  if (file === undefined || parted(name).module === '' || languageOf(file) === undefined) return undefined;
  const located = await workspace.locate(file);
  const read = await workspace.readText(located);
  if (!read.ok || located.path === facts.path) return undefined;
  return { file: (await analyzer.analyzeText(located.display, read.text)).facts, source: new Source(read.text) };
}

function wayOf(ground: Ground, state: LeftState): Way {
  return ground.file.language === 'python' ? pythonWay(ground, state) : scriptWay(ground, state);
}

function whileLoading(path: string, state: LeftState): string {
  return `${path} changes ${spoken(state)} while it is loaded, before any hook or fixture runs: do it in the tests, or in a fixture that puts it back.`;
}

/** Composed and checked like the fix of a finding. */
function asFinding(
  path: string,
  test: string,
  polluter: Test | undefined,
  { text, facts }: Reading,
  state: LeftState,
  { title, edits }: WrittenReset,
): Finding {
  const source = new Source(text);
  const span = polluter?.nameSpan ?? { start: 0, end: 0 };
  return {
    id: idOf(test, state),
    rule: polluterRule,
    cause: 'order-dependence',
    topic: 'flaky',
    severity: 'error',
    message: `${test} leaves ${spoken(state)} changed.`,
    path,
    range: { start: source.position(span.start), end: source.position(span.end) },
    pattern: adviceOf(state, '', facts.language).pattern,
    fix: 'suggested',
    draft: { title, safety: 'suggested', edits },
  };
}

function idOf(test: string, { kind, name }: LeftState): string {
  return stableId(polluterRule, [test, kind, name]);
}
