import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { relativeInside } from './contain.ts';
import { type Git, gitIn } from './git.ts';
import { maxFileBytes, notUtf8, utf8 } from './read-text.ts';
import type { Environment } from './roots.ts';

/** One version of a file, as git keeps it. */
export interface CommittedFile {
  /** Relative to the folder that was asked about, `/`-separated. */
  readonly path: string;
  /** The first revision that has this version: `HEAD`, `@{upstream}`, `origin/HEAD`, … */
  readonly revision: string;
  readonly content:
    | { readonly ok: true; readonly text: string }
    /** `reason` completes the sentence "this file …". */
    | { readonly ok: false; readonly reason: string; readonly isSubmodule: boolean };
}

export type Committed =
  | {
      readonly ok: true;
      /** What was read, with the commit: `HEAD 3f2a…`. Empty outside of git and before the first commit. */
      readonly revisions: readonly string[];
      readonly files: readonly CommittedFile[];
    }
  /** There is a repository, and it cannot be read. */
  | { readonly ok: false; readonly reason: string };

/** The branch that others start from, by its usual names: the first that is there counts. */
const defaultBranches = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

/** Paths are relative to the folder that is asked about, `/`-separated. */
export interface Wanted {
  /** Where to look: files, and folders with all that is below. */
  readonly below: readonly string[];
  /** What of it to read. A link or a submodule that stands for a place to look is a file as well. */
  isWanted(path: string): boolean;
}

interface Commit {
  readonly revision: string;
  readonly oid: string;
}

/**
 * Files below a folder in the versions that others have agreed to: of HEAD, of the branch it follows and of the default
 * branch. All of them, because whoever edits the files can commit as well, and can push a branch of their own. The tips of
 * branches, not where ours left them: what others have agreed to since counts at once, and a shallow clone has them.
 */
export class CommittedFiles {
  private readonly folder: string;
  private readonly wanted: Wanted;
  private readonly env: Environment;
  private readonly kept = new Map<string, { readonly commits: string; readonly files: readonly CommittedFile[] }>();

  /** @param folder real path */
  constructor(folder: string, wanted: Wanted, env: Environment) {
    this.folder = folder;
    this.wanted = wanted;
    this.env = env;
  }

  async read(): Promise<Committed> {
    const revisions: string[] = [];
    const files: CommittedFile[] = [];
    const tops = await repositoriesAround(this.folder);
    for (const top of tops) {
      const below = relativeInside(top, this.folder, path) ?? '';
      const failed = (reason: string): Committed => ({
        ok: false,
        reason: `git ${reason}. Mend the repository or the installation of git: "git -C ${top} cat-file -t HEAD" must say "commit"`,
      });
      const git = gitIn(top, { env: this.env, gitDir: path.join(top, '.git'), projects: tops });
      const commits = await commitsOf(git);
      if (!commits.ok) return failed(commits.reason);
      const key = JSON.stringify(commits.value);
      let known = this.kept.get(top);
      if (known?.commits !== key) {
        const found = await filesOf(git, commits.value, below, this.wanted);
        if (!found.ok) return failed(found.reason);
        known = { commits: key, files: found.value };
        this.kept.set(top, known);
      }
      revisions.push(...commits.value.map(({ revision, oid }) => `${revision} ${oid}`));
      files.push(...known.files);
    }
    return { ok: true, revisions, files };
  }
}

/**
 * Every folder above that is a repository, the nearest first: one that is made inside another one hides nothing that the
 * outer one has committed.
 */
async function repositoriesAround(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    if (await lstat(path.join(at, '.git')).catch(() => undefined)) found.push(at);
    if (path.dirname(at) === at) return found;
  }
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

async function commitsOf(git: Git): Promise<Read<readonly Commit[]>> {
  const names = ['HEAD', ...defaultBranches];
  const [checked, upstream] = await Promise.all([
    git(['cat-file', '--batch-check'], names.map((name) => `${name}^{commit}\n`).join('')),
    // Fails where there is none: on a detached HEAD, on a branch that follows no other.
    git(['rev-parse', '--quiet', '--verify', '@{upstream}^{commit}']),
  ]);
  if (!checked.ok) return checked;
  const lines = checked.output.toString().split('\n');
  const [head, ...defaults] = names.flatMap((name, index): (Commit | undefined)[] => {
    const oid = /^([0-9a-f]{40,64}) commit /.exec(lines[index] ?? '')?.[1];
    return [oid === undefined ? undefined : { revision: name.replace(/^refs\/(?:remotes|heads)\//, ''), oid }];
  });
  // Not born yet, or lost: one is a new repository, the other one that says nothing of its files.
  if (!head && (await git(['rev-parse', '--quiet', '--verify', 'HEAD'])).ok)
    return { ok: false, reason: 'has lost the commit of HEAD' };
  const followed = upstream.ok ? [{ revision: '@{upstream}', oid: upstream.output.toString().trim() }] : [];
  const base = defaults.find((commit) => commit !== undefined);
  const commits = [...(head ? [head] : []), ...followed, ...(base ? [base] : [])];
  return { ok: true, value: commits.filter(({ oid }, at) => commits.findIndex((each) => each.oid === oid) === at) };
}

interface Entry extends Commit {
  readonly path: string;
  readonly problem: Problem | undefined;
}

interface Problem {
  readonly reason: string;
  readonly isSubmodule: boolean;
}

/** The wanted files of all commits; a version that several have is there once. */
async function filesOf(
  git: Git,
  commits: readonly Commit[],
  below: string,
  wanted: Wanted,
): Promise<Read<readonly CommittedFile[]>> {
  const prefix = below === '' ? '' : `${below}/`;
  const entries = new Map<string, Entry>();
  for (const { revision, oid } of commits) {
    const paths = wanted.below.map((name) => path.posix.join(prefix, name));
    // Literal: a folder may be called `:(top)`.
    const listed = await git([
      '--literal-pathspecs',
      'ls-tree',
      '-r',
      '-z',
      '--long',
      '--full-tree',
      oid,
      '--',
      ...paths,
    ]);
    if (!listed.ok) return listed;
    for (const line of listed.output.toString().split('\0')) {
      const [, mode = '', blob = '', size = '', name = ''] = /^(\d+) \w+ ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line) ?? [];
      if (name === '' || !wanted.isWanted(name.slice(prefix.length))) continue;
      const entry = { path: name.slice(prefix.length), revision, oid: blob, problem: problemOf(mode, Number(size)) };
      const key = `${entry.path}\0${blob}`;
      if (!entries.has(key)) entries.set(key, entry);
    }
  }
  return textsOf(git, [...entries.values()]);
}

function problemOf(mode: string, size: number): Problem | undefined {
  if (mode === '160000')
    return { reason: 'is a submodule; keep these files in the repository itself', isSubmodule: true };
  if (mode === '120000') return { reason: 'is a symbolic link; commit the file itself', isSubmodule: false };
  return size > maxFileBytes ? { reason: `is larger than 2 MB (${size} bytes)`, isSubmodule: false } : undefined;
}

async function textsOf(git: Git, entries: readonly Entry[]): Promise<Read<readonly CommittedFile[]>> {
  const blobs = entries.filter(({ problem }) => problem === undefined).map(({ oid }) => oid);
  if (entries.length === 0) return { ok: true, value: [] };
  const read = await git(['cat-file', '--batch'], blobs.map((oid) => `${oid}\n`).join(''));
  if (!read.ok) return read;
  const files: CommittedFile[] = [];
  let at = 0;
  for (const { path: name, revision, oid, problem } of entries) {
    if (problem !== undefined) {
      files.push({ path: name, revision, content: { ok: false, ...problem } });
      continue;
    }
    const end = read.output.indexOf('\n', at);
    const size = new RegExp(`^${oid} blob (\\d+)$`).exec(read.output.toString('utf8', at, end))?.[1];
    if (size === undefined) {
      return { ok: false, reason: `does not have the content of ${name} at ${revision}; "git show ${oid}" fetches it` };
    }
    const bytes = read.output.subarray(end + 1, end + 1 + Number(size));
    files.push({ path: name, revision, content: contentOf(bytes) });
    at = end + 1 + Number(size) + 1;
  }
  return { ok: true, value: files };
}

function contentOf(bytes: Uint8Array): CommittedFile['content'] {
  const text = utf8(bytes);
  return text === undefined ? { ok: false, reason: notUtf8, isSubmodule: false } : { ok: true, text };
}
