import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { driversFolder } from './driver-path.ts';
import { type CommandFor, collect, execute } from './execute.ts';
import { type Interpreter, type InterpreterOptions, Interpreters } from './python-interpreter.ts';
import type { Condition, Project, Runner } from './runner.ts';

/** pytest 7 to 9 on Python 3.8 or newer, as installed for the project. */
export const pytest: Runner = createPytest();

/** pytest under a chosen interpreter. */
export function createPytest(options: InterpreterOptions = {}): Runner {
  const interpreters = new Interpreters(options);
  return {
    name: 'pytest',
    async list(request) {
      const python = await interpreters.find(request.project.folder);
      return collect({ command: commandFor(python, request.project), request });
    },
    async run(request) {
      const { project, seed, condition = {} } = request;
      const python = await interpreters.find(project.folder);
      // The order of sets of strings follows it. Python takes 32 bits.
      const PYTHONHASHSEED = String(condition.hashSeed ?? seed % 2 ** 32);
      return execute({
        command: commandFor(python, project, { PYTHONHASHSEED, ...shiftedClock(condition) }),
        request,
      });
    },
  };
}

function commandFor(
  { command, env }: Interpreter,
  { folder, config }: Project,
  more: Readonly<Record<string, string>> = {},
): CommandFor {
  const [file = '', ...args] = command;
  return {
    file,
    args: [
      ...args,
      '-m',
      'testing_patterns_driver',
      ...(config === undefined ? [] : ['-c', path.join(folder, config)]),
    ],
    cwd: folder,
    env: {
      ...env,
      PYTHONPATH: [driversFolder, process.env.PYTHONPATH].filter(Boolean).join(path.delimiter),
      ...more,
    },
  };
}

/** By libfaketime where the machine has it, which every process of the run obeys; else the driver looks for another way. */
function shiftedClock({ clockShiftMs = 0 }: Condition): Readonly<Record<string, string>> {
  const library = clockShiftMs === 0 ? undefined : faketime();
  if (library === undefined) return {};
  const preload = process.platform === 'darwin' ? 'DYLD_INSERT_LIBRARIES' : 'LD_PRELOAD';
  return {
    [preload]: [library, process.env[preload]].filter(Boolean).join(':'),
    FAKETIME: `${clockShiftMs < 0 ? '' : '+'}${(clockShiftMs / 1000).toFixed(3)}`,
    // Time-outs and durations stay real.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

/** Where Debian, Fedora, Alpine, Homebrew and `make install` put it; the one for programs with threads. */
function faketime(): string | undefined {
  if (process.platform === 'darwin')
    return ['/opt/homebrew/lib/faketime/libfaketime.1.dylib', '/usr/local/lib/faketime/libfaketime.1.dylib'].find(
      existsSync,
    );
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib', ...libraryFolders()];
  return folders.map((folder) => path.join(folder, 'faketime/libfaketimeMT.so.1')).find(existsSync);
}

/** Debian's are named after the machine: `/usr/lib/x86_64-linux-gnu`. */
function libraryFolders(): string[] {
  try {
    return readdirSync('/usr/lib')
      .filter((name) => name.includes('-linux-'))
      .map((name) => path.join('/usr/lib', name));
  } catch {
    return [];
  }
}
