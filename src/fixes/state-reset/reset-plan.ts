import type { Finding } from '../../analysis/finding.ts';
import { languageOf } from '../../analysis/languages.ts';
import { Source } from '../../analysis/source.ts';
import { stableId } from '../../state/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { compose, type Reread } from '../compose.ts';
import type { Reading } from '../improvement.ts';
import type { PlannedFile } from '../plan.ts';
import { type AnalyzerPort, rereading, toPlannedFile } from '../suggest.ts';
import { adviceOf, spoken } from './advice.ts';
import { declaringOf, type OpenFile, openFile, setterOf } from './open-file.ts';
import { findingFor } from './own-findings.ts';
import { pythonWay } from './python.ts';
import type { Advice, Ground, LeftState, StateReset, Way, WrittenReset } from './request.ts';
import { scriptWay } from './script.ts';
import { sharedSetter, sharedWay } from './shared-fixture.ts';
import { polluterIn, setOnce, setsIn } from './where-set.ts';

export interface ResetPlan {
  readonly files: readonly PlannedFile[];
  /** For each piece of state that no edit puts back. */
  readonly advice: readonly Advice[];
}

/** The rule that the edits of this folder go by in a plan: they have no finding of the analysis behind them. */
export const polluterRule = 'polluter';

/** A piece of state, and what is to be done about it: the fix of a finding, or edits of ours. */
interface Reset {
  readonly state: LeftState;
  readonly finding?: Finding | undefined;
  readonly way?: Way | undefined;
}

/**
 * What puts the state back that a test leaves changed, where it is set: in the file of the test the fix of a finding where there is
 * one, else a fixture or a hook; in conftest.py a fixture for the one that sets it. Touches nothing.
 */
export async function planReset(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { test, state }: StateReset,
): Promise<ResetPlan> {
  const [path = test, ...rest] = test.split('::');
  const located = await workspace.locate(path);
  const read = await workspace.readText(located);
  const refused = (reasonOf: (each: LeftState) => string): ResetPlan => {
    const language = languageOf(located.path) ?? 'typescript';
    return { files: [], advice: state.map((each) => adviceOf(each, reasonOf(each), language)) };
  };
  if (!read.ok) return refused(() => `${path} ${read.reason}.`);
  if (rest.length === 0) return refused((each) => whileLoading(path, each));
  const home = await openFile(workspace, analyzer, located);
  if (!home) return refused(() => `${path} cannot be read.`);

  const polluter = polluterIn(home.reading.facts, rest.join('::'));
  const known = await Promise.all(
    state.map(async (each) => {
      const setter = await setterOf(workspace, analyzer, each);
      const shared = polluter && (await sharedSetter(workspace, analyzer, home, polluter, each, setter));
      return { state: each, setter, shared };
    }),
  );
  const homes = new Map(
    [home, ...known.flatMap(({ shared }) => shared?.home ?? [])].map((one) => [one.located.real, one]),
  );
  const plans = await Promise.all(
    [...homes.values()].map(async (file) => {
      const reread = rereading(analyzer, file.located.display);
      const resets: Reset[] = [];
      const taken = new Set<string>();
      for (const { state: each, setter, shared } of known) {
        if ((shared?.home ?? home).located.real !== file.located.real) continue;
        const declaring = await declaringOf(workspace, analyzer, file, each);
        const source = new Source(file.reading.text);
        const sets = setsIn(source, file.located.display, each, setter);
        const once = !shared && setOnce(file.reading.facts, polluter, sets);
        const ground = { file: file.reading.facts, source, declaring, sets, once, taken };
        const own = shared ? undefined : findingFor(file.reading, polluter, each);
        // The fix of a finding may not stand here; then the reset is written as if there were none.
        const finding = own && (await compose(file.reading, [own], reread)).fixed.length > 0 ? own : undefined;
        const way = finding ? undefined : shared ? sharedWay(ground, shared.fixture, each) : wayOf(ground, each);
        resets.push({ state: each, finding, way });
        const edits = finding?.draft?.edits ?? (way && 'edits' in way ? way.edits : []);
        for (const [, name = ''] of edits.flatMap(({ text }) => [...text.matchAll(/^const (\w+) = /gm)]))
          taken.add(name);
      }
      return written(file, reread, test, resets);
    }),
  );
  return { files: plans.flatMap(({ files }) => files), advice: plans.flatMap(({ advice }) => advice) };
}

/** The resets of one file together. */
async function written(
  { located, read, reading }: OpenFile,
  reread: Reread,
  test: string,
  resets: readonly Reset[],
): Promise<ResetPlan> {
  const { language } = reading.facts;
  const keeps = ({ way }: Reset) => Number(way !== undefined && 'keeps' in way && way.keeps);
  const findings = resets
    .toSorted((a, b) => keeps(b) - keeps(a))
    .flatMap(({ state, finding, way }) => {
      if (finding) return finding;
      return way && 'edits' in way ? asFinding(located.display, test, reading, state, way) : [];
    });
  const composition = await compose(reading, [...new Set(findings)], reread);
  const advice = resets.flatMap(({ state, finding, way }) => {
    if (way && 'reason' in way) return adviceOf(state, way.reason, language);
    const id = finding?.id ?? idOf(test, state);
    const left = composition.unfixable.find(({ finding_id }) => finding_id === id);
    return left
      ? adviceOf(state, `The reset of ${spoken(state)} does not fit the file: ${left.reason}.`, language)
      : [];
  });
  const hasChanged = composition.text !== read.text;
  return { files: hasChanged ? [toPlannedFile(located, read, composition)] : [], advice };
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
  { text, facts }: Reading,
  state: LeftState,
  { title, edits }: WrittenReset,
): Finding {
  const source = new Source(text);
  const span = polluterIn(facts, test.slice(test.indexOf('::') + 2))?.nameSpan ?? { start: 0, end: 0 };
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
