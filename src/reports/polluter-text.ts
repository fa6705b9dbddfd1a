/** A search as it is shown: all of a report, or what is left of it after shortening. */
export interface ShownPolluters {
  readonly status: 'done' | 'running';
  readonly kind?: 'victim' | 'brittle' | 'none';
  readonly reason: string;
  readonly polluters: readonly string[];
  readonly polluters_more?: number;
  readonly state_setters: readonly string[];
  readonly state_setters_more?: number;
  readonly cleaners: readonly string[];
  readonly cleaners_more?: number;
  readonly changed_state: readonly ShownState[];
  readonly also_changed: readonly { readonly kind: string; readonly name: string }[];
  readonly runs: number;
  readonly tests_run: number;
  readonly evidence: readonly {
    readonly run: number;
    readonly purpose: string;
    readonly tests: number;
    readonly victim: string;
    readonly ms: number;
  }[];
  readonly evidence_more?: number;
  readonly failure?: string;
  readonly fix?: {
    readonly plan_id: string;
    readonly files: readonly { readonly path: string; readonly diff: string }[];
    readonly decision: string;
  };
  readonly advice: readonly string[];
  readonly limitations: readonly string[];
  readonly reproduce: string;
}

interface ShownState {
  readonly kind: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly set_by: { readonly test?: string; readonly path?: string; readonly line?: number };
}

/** How a place that has colours writes them; nothing is coloured without. */
export interface PolluterPaint {
  readonly kind: (kind: NonNullable<ShownPolluters['kind']> | 'running', text: string) => string;
  readonly faint: (text: string) => string;
}

const plain: PolluterPaint = { kind: (_, text) => text, faint: (text) => text };

const headings = {
  victim: 'victim: other tests make it fail',
  brittle: 'brittle: it fails unless other tests ran before',
  none: 'none: no order of tests is to blame',
  running: 'running: not found yet',
} as const;

export function polluterText(report: ShownPolluters, paint: PolluterPaint = plain): string {
  const heading = report.kind ?? 'running';
  return [
    `${paint.kind(heading, headings[heading])}. ${report.reason}`,
    ...named('polluters', report.polluters, report.polluters_more),
    ...named('state-setters', report.state_setters, report.state_setters_more),
    ...report.changed_state.flatMap(stateLines),
    ...(report.also_changed.length > 0
      ? [
          paint.faint(
            `also left changed, not proved to matter: ${report.also_changed.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
          ),
        ]
      : []),
    ...named('cleaners', report.cleaners, report.cleaners_more),
    ...(report.failure === undefined ? [] : ['failure:', ...report.failure.split('\n').map((line) => `  ${line}`)]),
    ...(report.fix
      ? ['', `fix plan ${report.fix.plan_id}:`, ...report.fix.files.map(({ diff }) => diff.trimEnd())]
      : []),
    ...report.advice.map((line) => `advice: ${line}`),
    '',
    ...evidenceLines(report).map(paint.faint),
    ...report.limitations.map((line) => `note: ${line}`),
    `reproduce: ${report.reproduce}`,
  ].join('\n');
}

function named(heading: string, ids: readonly string[], more = 0): string[] {
  if (ids.length === 0) return [];
  return [`${heading}:`, ...ids.map((id) => `  ${id}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** Longer texts are shown from where they begin to differ. Characters. */
const sameAtFirst = 40;

/** Two texts without what they have in common at first, if that is much: `Box {… top: '-'` and `Box {… top: 'b'`. */
export function whereTheyDiffer(before: string, after: string): readonly [before: string, after: string] {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  // From the beginning of the part that differs.
  const from = Math.max(before.lastIndexOf(', ', same), before.lastIndexOf('{', same)) + 1;
  const head = before.slice(0, before.search(/[{[(]/) + 1);
  if (from < sameAtFirst || head.length > sameAtFirst) return [before, after];
  const cut = (text: string) => `${head}…${text.slice(from)}`;
  return [cut(before), cut(after)];
}

function stateLines({ kind, name, set_by: { test, path, line }, ...state }: ShownState): string[] {
  const [before, after] = whereTheyDiffer(state.before, state.after);
  const where = path === undefined ? '' : `${path}${line === undefined ? ' while it is loaded' : `:${line}`}`;
  const by = [test, where].filter((part) => part !== undefined && part !== '').join(' at ');
  return [`state: ${kind} ${name}`, `  ${before} -> ${after}`, ...(by === '' ? [] : [`  set by ${by}`])];
}

function evidenceLines({ evidence, evidence_more = 0, runs, tests_run }: ShownPolluters): string[] {
  const lines = evidence.map(
    ({ run, purpose, tests, victim, ms }) =>
      `  run ${run}, ${purpose}: ${victim === 'none' ? 'did not reach the victim' : victim} (${tests} ${tests === 1 ? 'test' : 'tests'}, ${ms} ms)`,
  );
  const more = evidence_more > 0 ? [`  and ${evidence_more} more`] : [];
  return [`${runs} runs, ${tests_run} tests run in them:`, ...lines, ...more];
}
