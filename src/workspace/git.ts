import { execFile } from 'node:child_process';
import { findProgram } from './find-program.ts';
import type { Environment } from './roots.ts';

export type GitAnswer =
  | { readonly ok: true; readonly output: Buffer }
  /** `reason` completes the sentence "git …". No exit code: it did not start, or did not come to its end. */
  | { readonly ok: false; readonly reason: string; readonly exit?: number | undefined };

/** Reading a few objects takes milliseconds; a repository that takes this long does not answer. */
const timeoutMs = 10_000;
const maxOutputBytes = 256 * 1024 * 1024;

/** Reads one repository. */
export type Git = (args: readonly string[], input?: string) => Promise<GitAnswer>;

export interface GitOptions {
  readonly env: Environment;
  /** The repository's `.git`, a folder or a file. Without it git looks for the repository that the folder lies in. */
  readonly gitDir?: string;
  /** Folders whose programs are not run. Default: the folder. */
  readonly projects?: readonly string[];
}

/**
 * Git in a folder, over the repository there or the one that is named: nothing in the environment makes it speak of another.
 * Meant for `cat-file`, `check-ignore`, `ls-files`, `ls-tree` and `rev-parse`, which run no program that the repository
 * names: hooks, monitors and pagers are off, objects are not replaced by others, and what is missing is not fetched.
 */
export function gitIn(folder: string, { env, gitDir, projects = [folder] }: GitOptions): Git {
  const kept = Object.entries(env).filter(([name]) => !/^git_/i.test(name));
  const safe = {
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  const options = {
    cwd: folder,
    env: { ...Object.fromEntries(kept), ...safe },
    timeout: timeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxOutputBytes,
    windowsHide: true,
    encoding: 'buffer' as const,
  };
  const settings = ['-c', 'core.fsmonitor=false', '-c', 'safe.bareRepository=explicit'];
  const first = ['--no-pager', ...settings, ...(gitDir === undefined ? [] : [`--git-dir=${gitDir}`])];
  return async (args, input = '') => {
    const program = await findProgram('git', env, projects);
    if (program === undefined) return { ok: false, reason: 'is not on the PATH' };
    return new Promise((resolve) => {
      const child = execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
        if (!error) resolve({ ok: true, output: stdout });
        else if (error.signal === 'SIGKILL')
          resolve({ ok: false, reason: `did not answer within ${timeoutMs / 1000} s` });
        else {
          const exit = typeof error.code === 'number' ? error.code : undefined;
          resolve({ ok: false, reason: `says: ${lastLine(stderr.toString()) || error.message}`, exit });
        }
      });
      // A program that ends without reading is judged by its exit code.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
