import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf } from '../error-code.ts';
import { conditionEnvironment, underCondition } from './condition.ts';
import { cleanEnvironment } from './environment.ts';
import { type DriverEvent, type DriverPlan, parseEvent } from './events.ts';
import { judge, problemsIn, stateIn } from './judge.ts';
import { startLoad } from './process/load.ts';
import { type Ended, supervise } from './process/supervise.ts';
import { type Listing, type ListRequest, RunnerError, type RunRequest, type RunResult } from './runner.ts';

/** The command that starts a runner with our driver in it. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A private folder of one run; gone afterwards. */
export interface Place {
  readonly folder: string;
  readonly planFile: string;
}

export type CommandFor = Command | ((place: Place) => Command | Promise<Command>);

/** The pipe that drivers write events to. */
const channel = 3;

/** Starts a runner and answers what came of it. @throws {RunnerError} when it cannot be started. */
export async function execute(execution: {
  readonly command: CommandFor;
  readonly request: RunRequest;
  /** What this runner's driver must be told beyond the request. */
  readonly plan?: Partial<DriverPlan>;
}): Promise<RunResult> {
  const { request } = execution;
  const { project, tests, repeats = 1, workers = 1, seed, countAssertions = false, condition = {} } = request;
  const plan: DriverPlan = {
    mode: 'run',
    run: request.runId,
    folder: project.folder,
    files: filesOf(tests),
    tests,
    repeats,
    workers,
    seed,
    clockShiftMs: condition.clockShiftMs ?? 0,
    countAssertions,
    ...(request.state && { state: request.state }),
    ...(request.isolate === false && { isolate: false }),
    channel,
    ...execution.plan,
  };
  const { events, ended } = await launch(plan, execution.command, request, condition);
  const result = judge({ runner: project.runner, planned: tests, repeats, events, ended });
  return request.state ? { ...result, state: stateIn(events) } : result;
}

/** Starts a runner that names its tests. @throws {RunnerError} when it cannot be started or dies before the end. */
export async function collect(execution: {
  readonly command: CommandFor;
  readonly request: ListRequest;
  readonly plan?: Partial<DriverPlan>;
}): Promise<Listing> {
  const { request } = execution;
  const plan: DriverPlan = {
    mode: 'list',
    run: `list-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
    folder: request.project.folder,
    files: request.files,
    tests: [],
    repeats: 1,
    workers: 1,
    seed: 1,
    clockShiftMs: 0,
    countAssertions: false,
    channel,
    ...execution.plan,
  };
  const { events, ended } = await launch(plan, execution.command, request, {});
  const { runner } = request.project;
  if (ended.cause === 'cancelled') request.signal?.throwIfAborted();
  if (!events.some(({ type }) => type === 'run:end')) {
    const why =
      ended.cause === 'timed_out'
        ? `was ended after ${Math.round(ended.ms / 1000)} s, which is all the time it was given: give the call more, or name fewer files`
        : `ended ${ended.signal ? `by ${ended.signal}` : `with exit code ${ended.exitCode}`}`;
    throw new RunnerError(
      `${runner} could not name the tests: it ${why}. Loading test files runs their code; see what it printed last:\n${ended.output.slice(-2000)}`,
    );
  }
  return {
    tests: events.flatMap((event) => (event.type === 'listed' ? [event.id] : [])),
    errors: problemsIn(events),
    version: events.find((event) => event.type === 'run:start')?.version ?? '',
  };
}

async function launch(
  plan: DriverPlan,
  commandFor: CommandFor,
  { project, limits, signal }: Pick<RunRequest, 'project' | 'limits' | 'signal'>,
  condition: NonNullable<RunRequest['condition']>,
): Promise<{ events: DriverEvent[]; ended: Ended }> {
  // Short, because sockets below it must fit into 100 characters.
  const folder = await mkdtemp(path.join(tmpdir(), 'tp-'));
  const endLoad = startLoad(condition.load ?? 0, plan.run);
  try {
    const temporary = path.join(folder, 'tmp');
    const planFile = path.join(folder, 'plan.json');
    await mkdir(temporary);
    await writeFile(planFile, JSON.stringify(plan));
    const command = typeof commandFor === 'function' ? await commandFor({ folder, planFile }) : commandFor;
    const [file = '', ...args] = underCondition([command.file, ...command.args], condition);
    const events: DriverEvent[] = [];
    const ended = await supervise({
      file,
      args,
      cwd: command.cwd,
      env: {
        ...cleanEnvironment(process.env),
        // A shell would say where the command runs; ours would name the server's folder.
        PWD: command.cwd,
        OLDPWD: undefined,
        INIT_CWD: undefined,
        // Trials must not meet in a shared temporary folder.
        TMPDIR: temporary,
        TMP: temporary,
        TEMP: temporary,
        TESTING_PATTERNS_PLAN: planFile,
        ...command.env,
        // Also over what the project's own script sets.
        ...conditionEnvironment(condition),
      },
      runId: plan.run,
      folder,
      limits,
      signal,
      onLine: (line) => {
        const event = parseEvent(line);
        if (event) events.push(event);
      },
    }).catch((error: unknown) => {
      throw startError(error, project.runner, command);
    });
    return { events, ended };
  } finally {
    await endLoad();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function startError(error: unknown, runner: string, { file, cwd }: Command): unknown {
  const code = codeOf(error);
  if (code !== 'ENOENT' && code !== 'EACCES') return error;
  return new RunnerError(
    `${runner} could not be started: the program ${file} or the folder ${cwd} is missing or may not be used. Install it, or start the server where it is found.`,
  );
}

/** In the order in which their first test comes. */
function filesOf(tests: readonly string[]): string[] {
  return [...new Set(tests.map((id) => id.slice(0, id.indexOf('::'))))];
}
