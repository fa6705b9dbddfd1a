import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { relativeInside } from './contain.ts';
import type { Environment } from './roots.ts';

export type GitAnswer =
  | { readonly ok: true; readonly output: Buffer }
  /** `reason` completes the sentence "git …". */
  | { readonly ok: false; readonly reason: string };

/** Reading a few objects takes milliseconds; a repository that takes this long does not answer. */
const timeoutMs = 10_000;
const maxOutputBytes = 256 * 1024 * 1024;

/** Reads objects of one repository. */
export type Git = (args: readonly string[], input?: string) => Promise<GitAnswer>;

/**
 * Git over one repository, named by its `.git` folder or file and not looked for from the working directory: nothing in
 * the environment, in `core.worktree` or in a folder between makes it speak of another one. Meant for `cat-file`,
 * `ls-tree` and `rev-parse`, which run no program that the repository names: hooks, monitors and pagers are off, objects
 * are not replaced by others, and what is missing is not fetched.
 */
export function gitOf(gitDir: string, env: Environment): Git {
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
    cwd: path.dirname(gitDir),
    env: { ...Object.fromEntries(kept), ...safe },
    timeout: timeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxOutputBytes,
    windowsHide: true,
    encoding: 'buffer' as const,
  };
  const first = ['--no-pager', '-c', 'core.fsmonitor=false', `--git-dir=${gitDir}`];
  return async (args, input = '') => {
    const program = await findGit(env, options.cwd);
    if (program === undefined) return { ok: false, reason: 'is not on the PATH' };
    return new Promise((resolve) => {
      const child = execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
        if (!error) resolve({ ok: true, output: stdout });
        else if (error.signal === 'SIGKILL')
          resolve({ ok: false, reason: `did not answer within ${timeoutMs / 1000} s` });
        else resolve({ ok: false, reason: `says: ${lastLine(stderr.toString()) || error.message}` });
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

/**
 * The first git of the PATH that no project brings: npx puts `node_modules/.bin` of the project in front, where a program
 * named git would answer instead.
 */
export async function findGit({ PATH, Path }: Environment, project: string): Promise<string | undefined> {
  const folders = (PATH ?? Path ?? '').split(path.delimiter).filter((folder) => {
    const isOurs = !path.isAbsolute(folder) || relativeInside(project, folder, path) !== undefined;
    return !isOurs && !folder.split(/[\\/]/).includes('node_modules');
  });
  for (const folder of folders) {
    const program = path.join(folder, process.platform === 'win32' ? 'git.exe' : 'git');
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return undefined;
}
