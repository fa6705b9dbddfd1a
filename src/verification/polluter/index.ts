import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Analyzer } from '../../analysis/index.ts';
import { newId, type State } from '../../state/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { CampaignLog } from '../campaign-log.ts';
import { fileOf } from '../names.ts';
import type { Campaign } from '../record.ts';
import { memoryLimit } from '../run-once.ts';
import { changedFiles, changedMeanwhile } from '../sources.ts';
import { folderOf } from '../targets.ts';
import { type Ground, openGround } from './ground.ts';
import { runInOrder } from './in-order.ts';
import { type Finding, investigate, type Scene } from './investigate.ts';
import { openSearchLog, type SearchLog } from './log.ts';
import { Paused, RunningOracle } from './oracle.ts';
import { ordersToTry, seenOrders, victimLast } from './orders.ts';
import type { SearchEntry, SearchHeader, SearchRun } from './record.ts';
import { type PolluterReport, reportOf } from './report.ts';
import { filesOfProject, findScene } from './scene.ts';
import { lineThatSets, type SourceText } from './set-where.ts';

export type { RunInOrder } from './in-order.ts';
export type { ChangedState, PolluterReport, RunShown } from './report.ts';

export interface PolluterRequest {
  /** `path::name` of one test. */
  readonly victim: string;
  /** Files, folders, globs or tests; tests that are named one by one run in that order. All of the project when absent. */
  readonly candidates?: readonly string[] | undefined;
  /** What {@link PolluterFinder.filesFor} gave, where the caller has asked for it. */
  readonly files?: readonly string[] | undefined;
  /** For this call. Default 45 seconds; `Infinity` works until the search is over. Milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** vitest: search with `isolate: false`, whatever the configuration says. */
  readonly isolate?: false | undefined;
  /** 31 bits; what is left to chance follows from it. By chance when absent. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly runs: number; readonly text: string }) => void) | undefined;
}

const usualMs = 45_000;
const largestSeed = 2 ** 30;

/** Finds the tests that make another fail, or pass, and the state they leave behind. The only door to searches. */
export class PolluterFinder {
  private readonly workspace: Workspace;
  private readonly analyzer: Analyzer;
  private readonly log: SearchLog;
  private readonly campaigns: CampaignLog;

  constructor({ workspace, analyzer, state }: { workspace: Workspace; analyzer: Analyzer; state: State }) {
    this.workspace = workspace;
    this.analyzer = analyzer;
    this.log = openSearchLog(state);
    this.campaigns = new CampaignLog(state);
  }

  /**
   * Searches until it is over or the time is up; then `status` is `running`, and the same request goes on where it was, also in
   * another process, as long as no file has changed. Every run that ended is kept, whatever happens to this process.
   *
   * @throws {VerificationError} for requests that cannot be met. Errors of the workspace, of the runners (`RunnerError`) and of
   * the state pass through.
   */
  async find(request: PolluterRequest): Promise<PolluterReport> {
    const deadline = performance.now() + (request.timeoutMs ?? usualMs);
    const header = (await this.unfinished(request)) ?? (await this.begin(request, deadline));
    return this.log.alone(header.search_id, () => this.goOn(header, request, deadline));
  }

  /** Whether the same request would go on with a search that was stopped, over the same file contents. */
  async canGoOn(request: PolluterRequest): Promise<boolean> {
    return (await this.unfinished(request)) !== undefined;
  }

  /** The files whose tests are candidates when none are named. As shown to people. Runs nothing. */
  async filesFor(victim: string): Promise<readonly string[]> {
    return filesOfProject(this.workspace, this.analyzer, victim, await this.filesRunWith(victim));
  }

  /**
   * Runs just these tests, in this order, in one process, with nothing watched: each, and what came of it.
   * @throws {VerificationError} like {@link find}
   */
  async inOrder(tests: readonly string[], options: Pick<PolluterRequest, 'isolate' | 'timeoutMs' | 'signal'> = {}) {
    return runInOrder(this.workspace, this.analyzer, tests, options);
  }

  private async goOn(header: SearchHeader, request: PolluterRequest, deadline: number): Promise<PolluterReport> {
    const runs = runsIn((await this.log.read(header.search_id))?.entries ?? []);
    const [project] = header.projects;
    if (!project) throw new RangeError(`The search ${header.search_id} has no project.`);
    let opened: Promise<Ground> | undefined;
    const ground = () => {
      opened ??= openGround(project, request.signal);
      return opened;
    };
    const oracle = new RunningOracle(header, [...runs], {
      deadline,
      signal: request.signal,
      ground,
      onRun: async (run, made) => {
        runs.push(run);
        await this.log.append(header.search_id, run);
        request.onProgress?.({ runs: made, text: `${run.purpose}: ${run.victim}` });
      },
    });
    try {
      const finding = await withLines(header, await investigate(await this.sceneOf(header), oracle));
      await this.log.append(header.search_id, { kind: 'end' });
      return reportOf(header, runs, await changedMeanwhile(header), finding);
    } catch (error) {
      if (!(error instanceof Paused || request.signal?.aborted)) throw error;
      return reportOf(header, runs, await changedMeanwhile(header));
    } finally {
      await opened?.then(
        (place) => place.remove(),
        () => undefined,
      );
    }
  }

  private async begin(request: PolluterRequest, deadline: number): Promise<SearchHeader> {
    const { victim, candidates, files, isolate, seed, signal } = request;
    const limits = {
      timeMs: Math.min(10 * 60_000, Math.max(10_000, deadline - performance.now())),
      memoryBytes: memoryLimit,
    };
    const scene = await findScene(this.workspace, this.analyzer, {
      victim,
      candidates: candidates ?? files ?? (await this.filesFor(victim)),
      ...(candidates && { given: 'candidates' as const }),
      limits,
      signal,
    });
    const header: SearchHeader = {
      kind: 'search',
      format: 1,
      search_id: newId('search'),
      created: new Date().toISOString(),
      roots: [...this.workspace.roots],
      request: requestOf({ victim, candidates, isolate }),
      seed: seed ?? randomInt(1, largestSeed),
      ...scene,
      candidates: [...scene.candidates],
    };
    await this.log.create(header.search_id, header);
    return header;
  }

  /** The newest search for the same that was stopped before its end, if its files are what they were. */
  private async unfinished({ victim, candidates, isolate }: PolluterRequest): Promise<SearchHeader | undefined> {
    const wanted = JSON.stringify([requestOf({ victim, candidates, isolate }), this.workspace.roots]);
    const same = (await this.log.all())
      .filter(({ head }) => JSON.stringify([head.request, head.roots]) === wanted)
      .filter(({ entries }) => entries.at(-1)?.kind !== 'end')
      .sort((a, b) => (a.head.created < b.head.created ? 1 : -1));
    for (const { head, entries } of same) {
      if ((await changedFiles({ header: head, runs: runsIn(entries) })).length === 0) return head;
    }
    return undefined;
  }

  private async sceneOf(header: SearchHeader): Promise<Scene> {
    const [project] = header.projects;
    const own = (place: number) => header.tests[place]?.own ?? '';
    const places = new Map(header.tests.map((test, place) => [test.own, place]));
    const placesOf = (ids: readonly string[]) => ids.flatMap((id) => places.get(id) ?? []);
    const victim = own(header.victim);
    const candidates = header.candidates.map(own);
    const declared = [...header.candidates, header.victim].sort((a, b) => a - b).map(own);
    const campaigns: readonly Campaign[] = header.request.candidates ? [] : await this.campaignsBefore(header);
    const source = await readFile(path.join(project ? folderOf(project) : '', fileOf(victim)), 'utf8').catch(() => '');
    return {
      candidates: header.candidates,
      orders: (alone) =>
        ordersToTry({
          runner: project?.runner ?? 'pytest',
          victim,
          given: header.request.candidates && candidates,
          declared,
          seen: seenOrders(
            campaigns,
            header.tests[header.victim]?.id ?? '',
            alone === 'passed' ? 'failed' : 'passed',
            new Set(candidates),
          ),
          seed: header.seed,
        }).map(({ purpose, tests }) => ({ purpose, tests: placesOf(tests) })),
      testOf: (file) => header.candidates.find((place) => fileOf(own(place)) === file),
      arranged: (tests) => placesOf(victimLast(tests.map(own), victim)),
      speaksOf: (name) => name.length > 2 && source.includes(name),
      traces: project?.runner === 'pytest',
    };
  }

  /** As shown to people. */
  private async filesRunWith(victim: string): Promise<readonly string[]> {
    const ids = (await this.campaigns.all())
      .map(({ header }) => header.tests.map(({ id }) => id))
      .filter((tests) => tests.includes(victim));
    return [...new Set(ids.flat().map(fileOf))];
  }

  /** A search that goes on must see the same ones. */
  private async campaignsBefore({ created }: SearchHeader): Promise<readonly Campaign[]> {
    const before = ({ at }: { readonly at: string }) => at < created;
    return (await this.campaigns.all())
      .map(({ header, runs }) => ({ header, runs: runs.filter(before) }))
      .filter(({ runs }) => runs.length > 0);
  }
}

function requestOf({ victim, candidates, isolate }: Pick<PolluterRequest, 'victim' | 'candidates' | 'isolate'>) {
  return {
    victim,
    ...(candidates && { candidates: [...candidates] }),
    ...(isolate === false && { isolate }),
  } satisfies SearchHeader['request'];
}

/** Where no run can tell which line it was, the sources may. */
async function withLines(header: SearchHeader, finding: Finding): Promise<Finding> {
  const [project] = header.projects;
  if (!project || project.runner === 'pytest') return finding;
  const read = async (file: string | undefined): Promise<SourceText | undefined> => {
    const text = file && (await readFile(path.join(folderOf(project), file), 'utf8').catch(() => undefined));
    return file && text ? { path: file, text } : undefined;
  };
  const state = finding.state.map(async (each) => {
    const writer = each.writers.findLast((place) => finding.setters.includes(place)) ?? finding.setters.at(-1);
    const test = writer === undefined ? undefined : fileOf(header.tests[writer]?.own ?? '');
    const line = lineThatSets(each, { declaring: await read(each.file), test: await read(test) });
    return line ? { ...each, line } : each;
  });
  return { ...finding, state: await Promise.all(state) };
}

function runsIn(entries: readonly SearchEntry[]): SearchRun[] {
  return entries.flatMap((entry) => (entry.kind === 'run' ? [entry] : []));
}
