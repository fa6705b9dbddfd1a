import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './environment.ts';
import { RunnerError } from './runner.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InterpreterOptions {
  /**
   * A program, or a command line whose parts are separated by spaces. Default: the environment variable
   * `TESTING_PATTERNS_PYTHON`. When given, no other is tried.
   */
  readonly python?: string | undefined;
  readonly env?: Environment | undefined;
}

/** A Python that has a pytest we can drive. */
export interface Interpreter {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** What activating its virtual environment would set. */
  readonly env: Environment;
  /** Of pytest: `8.3.5`. */
  readonly version: string;
}

interface Candidate {
  /** For people: `.venv/bin/python`. */
  readonly name: string;
  readonly command: readonly string[];
  /** `uv run` and `poetry run` are only asked which interpreter is theirs. */
  readonly wraps?: boolean;
}

interface Answer {
  readonly executable: string;
  readonly python: readonly [number, number];
  /** Empty without a virtual environment. */
  readonly environment: string;
  readonly pytest: string;
}

const oldest = { python: [3, 8], pytest: 7 } as const;
const windows = process.platform === 'win32';
const program = windows ? 'Scripts/python.exe' : 'bin/python';
/** uv makes the environment when there is none; its lock file stays as it is. */
const managers = { uv: ['run', '--frozen', 'python'], poetry: ['run', 'python'] } as const;
/** The first start on a cold disk; with a manager, that of making the environment. Milliseconds. */
const probeMs = { interpreter: 30_000, manager: 120_000 };

/**
 * Chooses the Python of a project: the explicit option, the active virtual environment, `.venv` or `venv` beside the project or
 * above it in the same repository, uv's or poetry's where their lock file is, and last the machine's own. The first that has
 * pytest is taken, and asked only once.
 */
export class Interpreters {
  private readonly options: InterpreterOptions;
  private readonly answers = new Map<string, Promise<Interpreter>>();

  constructor(options: InterpreterOptions) {
    this.options = options;
  }

  /** @throws {RunnerError} with what was tried and what to install */
  find(folder: string): Promise<Interpreter> {
    const env = this.options.env ?? process.env;
    const candidates = candidatesFor(folder, env, this.options.python ?? env.TESTING_PATTERNS_PYTHON);
    // With the candidates, so that an environment made in the meantime is seen.
    const key = JSON.stringify([folder, candidates]);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = firstWithPytest(folder, env, candidates);
    this.answers.set(key, answer);
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}

function candidatesFor(folder: string, env: Environment, chosen: string | undefined): Candidate[] {
  if (chosen) return [{ name: chosen, command: commandOf(chosen) }];
  const folders = foldersAbove(folder);
  const environments = [
    ...(env.VIRTUAL_ENV ? [env.VIRTUAL_ENV] : []),
    ...folders.flatMap((above) => [path.join(above, '.venv'), path.join(above, 'venv')]),
  ];
  const managed = (['uv', 'poetry'] as const).filter(
    (manager) => folders.some((above) => existsSync(path.join(above, `${manager}.lock`))) && onPath(manager, env),
  );
  return [
    ...environments
      .map((environment) => path.join(environment, program))
      .filter((file) => existsSync(file))
      .map((file) => ({ name: file, command: [file] })),
    ...managed.map((manager) => ({ name: `${manager} run`, command: [manager, ...managers[manager]], wraps: true })),
    ...(windows ? ['python', 'python3'] : ['python3', 'python']).map((name) => ({ name, command: [name] })),
  ];
}

/** A path may have spaces in it. */
function commandOf(chosen: string): string[] {
  return existsSync(chosen) ? [path.resolve(chosen)] : chosen.split(/\s+/).filter(Boolean);
}

/** Up to the repository's top: an interpreter from beyond it would be somebody else's. Without a repository the folder alone. */
function foldersAbove(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; !existsSync(path.join(at, '.git')); folders.push(at)) {
    const parent = path.dirname(at);
    if (parent === at) return [folder];
    at = parent;
  }
  return folders;
}

function onPath(name: string, env: Environment): boolean {
  const extensions = windows ? ['.exe', '.cmd', '.bat'] : [''];
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .some((folder) => extensions.some((extension) => executable(path.join(folder, name + extension))));
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function firstWithPytest(
  folder: string,
  env: Environment,
  candidates: readonly Candidate[],
): Promise<Interpreter> {
  const tried: string[] = [];
  for (const { name, command, wraps = false } of candidates) {
    const answer = await ask(command, folder, env, wraps ? probeMs.manager : probeMs.interpreter);
    const unfit = typeof answer === 'string' ? answer : whyUnfit(answer);
    if (typeof answer !== 'string' && unfit === undefined) {
      return {
        command: wraps ? [answer.executable] : command,
        env: activated(answer.environment, env),
        version: answer.pytest,
      };
    }
    tried.push(`${name}: ${unfit}`);
  }
  throw new RunnerError(
    `No Python with pytest for ${folder}. Tried:\n${tried.map((line) => `- ${line}`).join('\n')}\n` +
      `Allowed: pytest ${oldest.pytest} or newer on Python ${oldest.python.join('.')} or newer. Install pytest where the project's packages are (python -m pip install pytest), or name its interpreter in TESTING_PATTERNS_PYTHON.`,
  );
}

function whyUnfit({ python, pytest }: Answer): string | undefined {
  const [major, minor] = python;
  if (major < oldest.python[0] || (major === oldest.python[0] && minor < oldest.python[1]))
    return `Python ${major}.${minor} is too old`;
  if (pytest === '') return 'has no pytest';
  return Number.parseInt(pytest, 10) < oldest.pytest ? `pytest ${pytest} is too old` : undefined;
}

/** pytest's own parts tell its version ten times as fast as all of it, which is loaded again in each run. */
const question = `
import json, sys
try:
    import _pytest
    version = _pytest.__version__
except ImportError:
    version = ""
environment = sys.prefix if sys.prefix != getattr(sys, "base_prefix", sys.prefix) else ""
answer = {"executable": sys.executable, "python": sys.version_info[:2], "environment": environment, "pytest": version}
sys.stdout.write("\\n" + json.dumps(answer))
`;

/** The answer, or why there is none. */
function ask(command: readonly string[], cwd: string, env: Environment, timeout: number): Promise<Answer | string> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(
      file,
      [...args, '-c', question],
      { cwd, env: cleanEnvironment(env), timeout, windowsHide: true },
      (error, stdout, stderr) => {
        const answer = parseAnswer(stdout);
        if (answer) return resolve(answer);
        if (error && error.code === 'ENOENT') return resolve('not found');
        return resolve(`cannot be started: ${lastLine(stderr) || error?.message || 'it printed nothing'}`);
      },
    );
  });
}

function parseAnswer(stdout: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(lastLine(stdout));
    return isAnswer(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'executable' in value && 'python' in value && 'pytest' in value;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Tests may start programs that are installed beside the interpreter. */
function activated(environment: string, env: Environment): Environment {
  if (environment === '') return {};
  const programs = path.join(environment, path.dirname(program));
  return { VIRTUAL_ENV: environment, PATH: [programs, env.PATH].filter(Boolean).join(path.delimiter) };
}
