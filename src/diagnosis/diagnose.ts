import type { Analyzer, Cause } from '../analysis/index.ts';
import { languageOf } from '../analysis/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { ranAlone, withoutNeighbours } from './alone.ts';
import { cleanOutput } from './clean.ts';
import type { Failure } from './failure.ts';
import { failuresIn } from './formats/index.ts';
import { nextStep } from './guide.ts';
import type { Evidence, Hint } from './hint.ts';
import { type HistoryPort, hintsOfHistory } from './history.ts';
import { Locator, type Place } from './locate.ts';
import { nameOf, testId } from './names.ts';
import { type Case, rank } from './rank.ts';
import { hintsIn, hintsOutside } from './signs.ts';
import { hintsOfSource } from './source.ts';

export interface DiagnosisRequest {
  /** What a runner or CI printed, as it was pasted. */
  readonly output?: string | undefined;
  /** The test file, as `Workspace.locate` takes it; or an id, `path::name`. */
  readonly path?: string | undefined;
  /** Name of the test, as the runner prints it; or an id. */
  readonly test?: string | undefined;
}

export interface DiagnosisPorts {
  readonly workspace: Workspace;
  readonly analyzer: Pick<Analyzer, 'analyze'>;
  /** Earlier campaigns, asked by `path::name`. */
  readonly history?: HistoryPort;
  /** When the output was made, about: a received value of today tells of a real clock. */
  readonly now?: Date;
}

export interface DiagnosedCause {
  readonly cause: Cause;
  /** 0..1, two digits. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** Uri of the pattern to read; its bare id when the language is not known. */
  readonly pattern: string;
  readonly next_step: string;
}

export interface Diagnosis {
  /** The likeliest first, at most 5. */
  readonly causes: readonly DiagnosedCause[];
  /** What the reader must know of the answer: nothing was recognised, or the output was cut. */
  readonly note?: string;
  /** One line per failure: what failed, and what it said. */
  readonly failures: readonly { readonly test?: string; readonly path?: string; readonly message: string }[];
}

/** Roots of failures that are looked at; with more, something else is wrong. */
const maxCases = 30;
/** Files whose source is read. */
const maxFiles = 5;
/** Where a log line stands outside of every failure: with, and without, failures that say something. */
const logWeight = { beside: 0.2, alone: 0.8, summary: 0.6 };

/** Failing output and/or a test -> what may have caused it. @throws WorkspaceError, AnalysisError for `path` */
export async function diagnose(request: DiagnosisRequest, ports: DiagnosisPorts): Promise<Diagnosis> {
  const { output = '' } = request;
  const { path, printed, test } = namedBy(request);
  const { lines, truncated } = cleanOutput(output);
  const all = failuresIn(lines);
  const failures = asked(all, test);
  const cases = casesOf(failures, lines, ports.now ?? new Date());
  const locator = new Locator(ports.workspace);
  const located = await Promise.all(
    cases.map(async (one) => withPlace(one, one.failure && (await locator.place(one.failure)))),
  );
  const found = printed === undefined ? undefined : await locator.find(printed);
  const given = path === undefined ? found : await ports.workspace.locate(path);
  const known = await withSource(located, { path: given?.display, test, failed: output.trim() !== '' }, ports);
  const language = languageFor(known, given?.path);
  const causes = rank(known).map(({ cause, confidence, evidence, pattern, advice, best }) => ({
    cause,
    confidence,
    evidence,
    pattern: language === undefined ? pattern : `pattern://${language}/${pattern}`,
    next_step: nextStep(cause, advice, idOf(best, given?.display, test) ?? given?.display),
  }));
  const note = noteOf(output, causes.length, truncated);
  return { causes, failures: failures.slice(0, maxCases).map(shortly), ...(note === undefined ? {} : { note }) };
}

const id = /^(\S.*?\.(?:py|[cm]?[jt]sx?))::(.+)$/s;

/** Which test is asked for: in either field an id says both. A file that only an id names may lie elsewhere here. */
export function namedBy({ path, test }: Pick<DiagnosisRequest, 'path' | 'test'>): {
  readonly path?: string | undefined;
  readonly printed?: string | undefined;
  readonly test?: string | undefined;
} {
  const [, file = path, nameThere] = id.exec(path ?? '') ?? [];
  const [, printed, name = test ?? nameThere] = id.exec(test ?? '') ?? [];
  return { path: file, printed, test: name };
}

/** Of several failures, those of the test that was asked for. */
function asked(failures: readonly Failure[], test: string | undefined): readonly Failure[] {
  if (test === undefined) return failures;
  const name = nameOf(test);
  const own = failures.filter((failure) => failure.test !== undefined && nameOf(failure.test).endsWith(name));
  return own.length > 0 ? own : failures;
}

/** Failures that say the same have one root and count once. */
function casesOf(failures: readonly Failure[], lines: readonly string[], now: Date): Case[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    // Assertions that differ in a number are different failures; other errors name ports, ids and lines.
    const changing = failure.error?.endsWith('AssertionError') ? /0x[0-9a-f]+/gi : /0x[0-9a-f]+|\d+/gi;
    const said = failure.message.replace(changing, '#');
    const key = failure.error === undefined ? `${failure.start}` : `${failure.phase}\0${failure.error}\0${said}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  const roots = [...groups.values()].slice(0, maxCases);
  const isSummary = failures.every(({ start, end }) => end - start <= 2);
  const weight = failures.length === 0 ? logWeight.alone : isSummary ? logWeight.summary : logWeight.beside;
  const outside = hintsOutside(lines, failures, weight);
  if (roots.length === 0) return outside.length > 0 ? [{ failure: undefined, count: 1, hints: outside }] : [];
  const alone = ranAlone(lines);
  const beside = outside.map((hint) => ({ ...hint, confidence: hint.confidence * shareBeside(hint) }));
  return roots.flatMap((group): Case[] => {
    const [failure] = group;
    return failure
      ? [
          {
            failure,
            count: group.length,
            hints: [...hintsIn(failure, lines, now), ...beside].map((hint) => (alone ? withoutNeighbours(hint) : hint)),
          },
        ]
      : [];
  });
}

/** What is printed after the tests explains a process that hangs, not a wrong value. */
function shareBeside({ cause, id }: Hint): number {
  return cause === 'resource-leak' || id === 'random-order' || id === 'syntax-error' ? 0.35 : 0.8;
}

interface PlacedCase extends Case {
  readonly place?: Place;
}

function withPlace(one: Case, place: Place | undefined): PlacedCase {
  if (place === undefined) return one;
  const at = { path: place.file.display, ...(place.line === undefined ? {} : { line: place.line }) };
  return { ...one, place, hints: one.hints.map((hint) => ({ ...hint, evidence: { ...hint.evidence, ...at } })) };
}

/** Adds what the source and earlier campaigns say of each case's test. */
async function withSource(
  cases: readonly PlacedCase[],
  given: { path: string | undefined; test: string | undefined; failed: boolean },
  { analyzer, history }: DiagnosisPorts,
): Promise<PlacedCase[]> {
  const start: readonly PlacedCase[] =
    cases.length > 0 || given.path === undefined ? cases : [{ failure: undefined, count: 1, hints: [] }];
  const files = new Set<string>();
  const known: PlacedCase[] = [];
  for (const one of start) {
    const path = given.path ?? one.place?.file.display;
    const test = given.test ?? one.failure?.test;
    const hints = [...one.hints];
    if (path !== undefined && (files.has(path) || files.size < maxFiles)) {
      files.add(path);
      hints.push(...(await sourceHints(analyzer, { path, test, failed: given.failed }, given.path !== undefined)));
    }
    const id = idOf(one, given.path, given.test);
    const earlier = id === undefined ? undefined : await history?.(id);
    if (earlier) hints.push(...hintsOfHistory(earlier));
    known.push({ ...one, hints });
  }
  return known;
}

async function sourceHints(
  analyzer: Pick<Analyzer, 'analyze'>,
  question: { path: string; test: string | undefined; failed: boolean },
  isGiven: boolean,
): Promise<Hint[]> {
  try {
    return await hintsOfSource(analyzer, question);
  } catch (error) {
    // A file that only the output names may be no test file at all.
    if (isGiven) throw error;
    return [];
  }
}

function idOf({ failure, place }: PlacedCase, path: string | undefined, test: string | undefined): string | undefined {
  const file = path ?? place?.file.display;
  if (test !== undefined) return file === undefined ? undefined : `${file}::${test}`;
  return failure && testId(failure, file);
}

function languageFor(cases: readonly Case[], path: string | undefined): string | undefined {
  const own = path === undefined ? undefined : languageOf(path);
  if (own !== undefined) return own;
  const failure = cases.find(({ failure }) => failure !== undefined)?.failure;
  if (failure === undefined) return undefined;
  if (failure.format !== 'traceback')
    return failure.format === 'pytest' || failure.format === 'unittest' ? 'python' : 'typescript';
  return failure.frames.map(({ path }) => languageOf(path)).find((language) => language !== undefined);
}

function shortly({ test, path, error, message }: Failure) {
  const said = [error, message].filter((part) => part !== undefined && part !== '').join(': ');
  return {
    ...(test === undefined ? {} : { test }),
    ...(path === undefined ? {} : { path }),
    message: said.slice(0, 500),
  };
}

function noteOf(output: string, found: number, truncated: boolean): string | undefined {
  if (found === 0 && output.trim() !== '') {
    return 'No failure is recognised in this output. Run the one failing test again and pass all it prints: pytest -vv --tb=long -rA, vitest run --reporter=verbose, jest --verbose --ci, node --test --test-reporter=spec, mocha --full-trace, playwright test --reporter=list. Or pass path and test.';
  }
  if (found === 0)
    return 'Nothing in this test or its file is known to make tests fail. Pass the failing output, or run it: verify_tests with repeat and shuffle.';
  return truncated
    ? "The output is cut, so what it does not show may matter: pass the failing test's own part in full for a better answer."
    : undefined;
}
