import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import { collect, execute } from '../../src/runners/execute.ts';
import { type Limits, RunnerError, type RunRequest } from '../../src/runners/runner.ts';
import { overTime } from './support/over-time.ts';

const limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };

let folder: string;
let runs = 0;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tp-execute-'));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** The runner writes the file when it has come to a place. */
function written(name: string): Promise<void> {
  return expect.poll(() => existsSync(path.join(folder, name)), { timeout: 60_000 }).toBe(true);
}

/** A made-up runner in plain Node: what it does is written in the test, how it is started and read is the real thing. */
function started(script: string, request: Partial<RunRequest> = {}) {
  const file = path.join(folder, 'runner.mjs');
  writeFileSync(
    file,
    `import fs from 'node:fs';
     import { spawn } from 'node:child_process';
     const plan = JSON.parse(fs.readFileSync(process.env.TESTING_PATTERNS_PLAN, 'utf8'));
     const emit = (event) => fs.writeSync(plan.channel, JSON.stringify(event) + '\\n');
     const begin = () => emit({ type: 'run:start', run: plan.run, runner: 'vitest', version: '1.2.3', planned: plan.tests });
     const start = (id) => emit({ type: 'test:start', id, attempt: 1 });
     const end = (id, outcome = 'passed', more = {}) =>
       emit({ type: 'test', id, position: 0, attempt: 1, outcome, ms: 1, seed: plan.seed, ...more });
     const over = (...executed) => emit({ type: 'run:end', executed });
     ${script}`,
  );
  runs += 1;
  const full: RunRequest = {
    runId: `execute-${process.pid}-${runs}`,
    project: { runner: 'vitest', folder },
    tests: ['a.test.ts::a', 'a.test.ts::b'],
    seed: 7,
    limits,
    ...request,
  };
  const command = { file: process.execPath, args: [file], cwd: folder };
  return { request: full, result: execute({ command, request: full }) };
}

const passBoth = `for (const id of plan.tests) { start(id); end(id); }`;

describe('A run counts only if the planned tests were executed', () => {
  it.each([
    ['passed', 'all of them passed', `begin(); ${passBoth} over(...plan.tests);`],
    [
      'failed',
      'one of them failed',
      `begin(); ${passBoth.replace('end(id)', "end(id, 'failed')")} over(...plan.tests); process.exitCode = 1;`,
    ],
    ['not_executed', 'nothing ran and the exit code is 0', 'begin(); over();'],
    ['not_executed', 'all were skipped', `begin(); for (const id of plan.tests) end(id, 'skipped'); over();`],
    ['incomplete', 'one never ran', 'begin(); end(plan.tests[0]); over(plan.tests[0]);'],
    ['incomplete', 'another ran besides', `begin(); ${passBoth} end('c'); over(...plan.tests, 'c');`],
    ['incomplete', 'the count at the end is another', `begin(); ${passBoth} over('c');`],
    ['crashed', 'there is no end', `begin(); ${passBoth}`],
    [
      'crashed',
      'a worker died, though the runner lives on',
      `begin(); end(plan.tests[0]); start(plan.tests[1]); emit({ type: 'problem', scope: 'run', message: 'Worker exited' }); over(plan.tests[0]);`,
    ],
    [
      'collection_failed',
      'a file could not be loaded',
      `begin(); emit({ type: 'problem', scope: 'collection', message: 'SyntaxError', file: 'a.test.ts' }); over();`,
    ],
    [
      'error_outside_tests',
      'an error was reported outside of them',
      `begin(); ${passBoth} emit({ type: 'problem', scope: 'run', message: 'Unhandled' }); over(...plan.tests);`,
    ],
    [
      'error_outside_tests',
      'the exit code is not 0',
      `begin(); ${passBoth} over(...plan.tests); process.exitCode = 3;`,
    ],
    [
      'failed',
      'a retry hid a failure',
      `begin(); end(plan.tests[0], 'passed', { retried: 1 }); end(plan.tests[1]); over(...plan.tests);`,
    ],
  ])('%s: %s', async (outcome, _when, script) => {
    expect((await started(script).result).outcome).toBe(outcome);
  });

  it('and its stdout may say anything', async () => {
    const { outcome, output } = await started(
      `console.log('{"type":"run:end","executed":[]}'); begin(); ${passBoth} over(...plan.tests);`,
    ).result;
    expect(outcome).toBe('passed');
    expect(output).toContain('run:end');
  });

  it('and a repeated list must be run as often as planned', async () => {
    const { outcome, missing } = await started(`begin(); ${passBoth} over(...plan.tests);`, { repeats: 2 }).result;
    expect(outcome).toBe('incomplete');
    expect(missing).toEqual(['a.test.ts::a', 'a.test.ts::b']);
  });
});

describe('A process that dies takes along the test that was running', () => {
  it('which is named as crashed', async () => {
    const { outcome, results, reason } = await started(`begin(); start('a.test.ts::a'); process.exit(9);`).result;
    expect(outcome).toBe('crashed');
    expect(results).toMatchObject([{ id: 'a.test.ts::a', outcome: 'crashed' }]);
    expect(reason).toContain('with exit code 9 while a.test.ts::a ran');
  });

  it('also when only a worker of the runner died', async () => {
    const { results, reason } = await started(
      `begin(); end(plan.tests[0]); start(plan.tests[1]); emit({ type: 'problem', scope: 'run', message: 'Worker exited' }); over(plan.tests[0]); process.exitCode = 1;`,
    ).result;
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'crashed']);
    expect(reason).toBe('A worker died while a.test.ts::b ran: Worker exited');
  });

  it('unless several were running: then nobody knows which', async () => {
    const { results } = await started(`begin(); for (const id of plan.tests) start(id); process.exit(9);`).result;
    expect(results).toEqual([]);
  });

  it('and an endless loop is ended within the limit and three seconds', async () => {
    const script = `process.on('SIGTERM', () => {}); begin(); start('a.test.ts::a'); fs.writeFileSync('turns', ''); while (true) {}`;
    const run = (limits: Limits) => started(script, { limits }).result;
    const { outcome, results } = await overTime('a.test.ts::a', path.join(folder, 'turns'), run);
    expect(outcome).toBe('timed_out');
    expect(results).toMatchObject([{ id: 'a.test.ts::a', outcome: 'timed_out' }]);
  });

  it.runIf(process.platform === 'linux')('and one that eats memory is ended at its limit', async () => {
    const { outcome } = await started(
      `begin(); start('a.test.ts::a'); const all = Buffer.alloc(400e6, 1); setInterval(() => all.fill(2), 1000);`,
      { limits: { ...limits, memoryBytes: 300e6 } },
    ).result;
    expect(outcome).toBe('out_of_memory');
  });
});

describe.runIf(process.platform === 'linux')('Nothing of a run is left', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  /** Ignores SIGTERM, but for a note of it, and so do its child and its detached child. */
  const tree = `
    process.on('SIGTERM', () => fs.writeFileSync('asked', ''));
    const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
    for (const detached of [false, true]) spawn(process.execPath, ['-e', stubborn], { detached, stdio: 'inherit' });`;

  it('after its time is up, though a detached grandchild ignores SIGTERM', async () => {
    const { request, result } = started(`${tree} fs.writeFileSync('ready', ''); setInterval(() => {}, 1000);`);
    await written('ready');
    vi.advanceTimersByTime(limits.timeMs);
    await written('asked');
    vi.advanceTimersByTime(2_000);
    expect((await result).outcome).toBe('timed_out');
    expect(processesOf(request.runId)).toEqual([]);
  });

  it('after it was cancelled', async () => {
    const stop = new AbortController();
    const { request, result } = started(`${tree} fs.writeFileSync('ready', ''); setInterval(() => {}, 1000);`, {
      signal: stop.signal,
    });
    await written('ready');
    stop.abort();
    await written('asked');
    vi.advanceTimersByTime(2_000);
    expect((await result).outcome).toBe('cancelled');
    expect(processesOf(request.runId)).toEqual([]);
  });

  it('when it ended well and left processes behind, which are counted', async () => {
    const { request, result } = started(`${tree} begin(); ${passBoth} over(...plan.tests); process.exit(0);`);
    const { outcome, leftProcesses } = await result;
    expect(outcome).toBe('passed');
    expect(leftProcesses).toBe(2);
    expect(processesOf(request.runId)).toEqual([]);
  });

  it('to wait for: a process that took off its mark may keep the output open', async () => {
    const { result } = started(
      `begin(); ${passBoth} over(...plan.tests);
       const stdio = ['ignore', 'inherit', 'inherit'];
       const escaped = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, env: {}, stdio });
       console.log('escaped=' + escaped.pid);
       process.exit(0);`,
    );
    const { outcome, output } = await result;
    process.kill(Number(/escaped=(\d+)/.exec(output)?.[1]), 'SIGKILL');
    expect(outcome).toBe('passed');
  });

  it('of its temporary folder either, which is its own', async () => {
    const { result } = started(
      `begin(); ${passBoth} over(...plan.tests); fs.writeFileSync(process.env.TMPDIR + '/x', ''); console.log('at=' + process.env.TMPDIR);`,
    );
    const place = /at=(.*)/.exec((await result).output)?.[1] ?? '';
    expect(path.basename(place)).toBe('tmp');
    expect(existsSync(place)).toBe(false);
  });
});

describe('A run happens under its condition', () => {
  it('time zone and locale', async () => {
    const { result } = started(
      `begin(); ${passBoth} over(...plan.tests); console.log(Intl.DateTimeFormat().resolvedOptions().timeZone, process.env.LC_ALL);`,
      { condition: { timezone: 'Pacific/Kiritimati', locale: 'tr_TR.UTF-8' } },
    );
    expect((await result).output).toContain('Pacific/Kiritimati tr_TR.UTF-8');
  });

  it.runIf(process.platform === 'linux')('busy cores, which end with it', async () => {
    const { request, result } = started(
      `begin(); ${passBoth} over(...plan.tests);
       const seen = setInterval(() => { if (fs.existsSync('seen')) clearInterval(seen); }, 10);`,
      { condition: { load: 2 } },
    );
    const busy = () => processesOf(`${request.runId}-load`).length;
    await expect.poll(busy, { timeout: 60_000 }).toBe(2);
    writeFileSync(path.join(folder, 'seen'), '');
    expect((await result).outcome).toBe('passed');
    expect((await result).leftProcesses).toBe(0);
    expect(busy()).toBe(0);
  });

  it('without what a runner around us left in the environment', async () => {
    vi.stubEnv('NODE_ENV', 'test');
    const { result } = started(
      `begin(); ${passBoth} over(...plan.tests); console.log('VITEST' in process.env, process.env.NODE_ENV);`,
    );
    expect((await result).output).toContain('false undefined');
  });
});

describe('What cannot be started says so', () => {
  const request: RunRequest = {
    runId: `execute-none-${process.pid}`,
    project: { runner: 'pytest', folder: tmpdir() },
    tests: ['a.py::a'],
    seed: 1,
    limits,
  };

  it('a missing program', async () => {
    const command = { file: 'no-such-program', args: [], cwd: tmpdir() };
    await expect(execute({ command, request })).rejects.toThrow(RunnerError);
    await expect(execute({ command, request })).rejects.toThrow(
      /pytest could not be started: the program no-such-program/,
    );
  });

  it('a runner that dies while it names its tests', async () => {
    const command = {
      file: process.execPath,
      args: ['-e', 'console.error("no config"); process.exit(4)'],
      cwd: tmpdir(),
    };
    const listing = collect({ command, request: { ...request, files: ['a.py'] } });
    await expect(listing).rejects.toThrow(/could not name the tests: it ended with exit code 4.*no config/s);
  });
});

it('reads a plan that says what is asked for', async () => {
  const { result } = started(
    `begin(); ${passBoth} over(...plan.tests); fs.writeFileSync('plan.json', JSON.stringify(plan));`,
    {
      workers: 3,
      condition: { clockShiftMs: 5 },
    },
  );
  expect((await result).outcome).toBe('passed');
  expect(JSON.parse(readFileSync(path.join(folder, 'plan.json'), 'utf8'))).toMatchObject({
    mode: 'run',
    files: ['a.test.ts'],
    tests: ['a.test.ts::a', 'a.test.ts::b'],
    workers: 3,
    seed: 7,
    clockShiftMs: 5,
    channel: 3,
  });
});
