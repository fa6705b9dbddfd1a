import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { listFiles } from '../workspace/index.ts';
import { guardedIn } from './guarded-files.ts';
import type { FilesRecord, RunRecord } from './record.ts';
import { concerns, isData, isSource, nearTheTop } from './source-names.ts';

/** Files of one root. For 5,000, looking takes 0.4 s at first and 0.2 s later, and the campaign's head grows by 0.4 MB. */
const mostFiles = 10_000;
/** A larger file is known by its size alone. Bytes. */
const largestRead = 8 * 1024 * 1024;
/** The clock of a file system goes in steps, and what a process wrote last may reach it a little later. Milliseconds. */
const slackMs = 1000;

export interface SourcesRequest extends Pick<FilesRecord, 'root' | 'shown' | 'folders'> {
  /** Looked at whatever their names are and whether git ignores them or not. */
  readonly named: readonly string[];
}

/**
 * The code and the settings that runs of a root's projects may depend on, as they are now: what the workspace lists below the
 * projects' folders and right in those above them. Left out is what git ignores, and what tools make.
 */
export async function sourcesNow({ named, ...of }: SourcesRequest): Promise<FilesRecord> {
  const listed = await listSources(of);
  const names = [...new Set([...named, ...nearTheTop(listed, mostFiles)])];
  const [seen, guarded] = [await statesOf(of.root, names), await statesOf(of.root, await guardedIn(of.root))];
  return { ...of, seen, guarded, left_out: Math.max(0, listed.length - mostFiles) };
}

async function statesOf(root: string, names: readonly string[]): Promise<FilesRecord['seen']> {
  const states = await forEach(names, async (name): Promise<[string, [string, number]][]> => {
    const file = await fileAt(root, name);
    return file ? [[name, [digestOf(file), file.changed]]] : [];
  });
  return Object.fromEntries(states.flat());
}

/** Names of one record; more would say nothing more. */
const mostNamed = 10;

/**
 * Code, settings and guarded files that are not what they were when the campaign began, as shown to people, the first ones. Asked after
 * every run, so new code is not looked for, and data is the tests' own.
 */
export async function changedMeanwhile({ files }: Began['header']): Promise<readonly string[]> {
  const changed = await Promise.all(
    files.map(async ({ root, shown, seen, guarded = {} }) => {
      const known: FilesRecord['seen'] = { ...seen, ...guarded };
      const names = new Set([
        ...Object.keys(known).filter((name) => !isData(name) || name in guarded),
        ...(await guardedIn(root)),
      ]);
      return forEach([...names], async (name) => ((await isAsKnown(root, name, known[name])) ? [] : [shown + name]));
    }),
  );
  return changed.flat(2).sort().slice(0, mostNamed);
}

async function isAsKnown(root: string, name: string, known: readonly [string, number] | undefined): Promise<boolean> {
  const file = await fileAt(root, name);
  if (!file || !known) return file === undefined && known === undefined;
  return file.changed === known[1] || digestOf(file) === known[0];
}

/**
 * The files that are not what they were when the campaign began, as shown to people, new and gone ones too. What its own runs
 * wrote does not count: data that changed and files that came while one of them was going on.
 */
export async function changedFiles({ header, runs }: Began): Promise<readonly string[]> {
  const changed = await Promise.all(header.files.map((of) => changedOf(of, runs)));
  return changed.flat().sort();
}

/** What campaigns and other long work keep of their beginning and of their runs. */
interface Began {
  readonly header: { readonly files: readonly FilesRecord[] };
  readonly runs: readonly Pick<RunRecord, 'at' | 'ms'>[];
}

async function changedOf(of: FilesRecord, runs: Began['runs']): Promise<readonly string[]> {
  const names = new Set(Object.keys(of.seen));
  // With too many files, one that was not looked at cannot be told from a new one.
  if (of.left_out === 0) for (const name of await listSources(of)) names.add(name);
  const changed = await forEach([...names], async (name) => {
    const [digest, at] = of.seen[name] ?? [];
    const file = await fileAt(of.root, name);
    if (file?.changed === at || (file && digestOf(file) === digest)) return [];
    const byTests = digest === undefined || isData(name);
    return byTests && wasDuring(runs, file?.changed ?? (await lastChange(of.root, name))) ? [] : [of.shown + name];
  });
  return changed.flat();
}

async function listSources({ root, folders }: Pick<FilesRecord, 'root' | 'folders'>): Promise<readonly string[]> {
  const names = await listFiles(root);
  return names.filter((name) => isSource(name) && folders.some((folder) => concerns(name, folder)));
}

interface FileState {
  readonly full: string;
  readonly size: number;
  /** When its content, its name or its rights last changed: unlike the time of the last write no program can set it. */
  readonly changed: number;
}

/** Undefined for what is no regular file or is not there. */
async function fileAt(root: string, name: string): Promise<FileState | undefined> {
  const full = path.join(root, name);
  const entry = await lstat(full).catch(() => undefined);
  return entry?.isFile() ? { full, size: entry.size, changed: Math.round(entry.ctimeMs) } : undefined;
}

/** For a file that is gone, the last change of its folder; undefined when that is gone too. */
async function lastChange(root: string, name: string): Promise<number | undefined> {
  const folder = await lstat(path.dirname(path.join(root, name))).catch(() => undefined);
  return folder?.ctimeMs;
}

/**
 * Eight bytes of the SHA-256 tell files of one name apart. Read in one step: the four turns that `readFile` takes for each
 * of many small files double the time, and others get their turn between two files.
 */
function digestOf({ full, size }: FileState): string {
  if (size > largestRead) return `${size} bytes`;
  try {
    return createHash('sha256').update(readFileSync(full)).digest().subarray(0, 8).toString('base64url');
  } catch {
    return 'not readable';
  }
}

function wasDuring(runs: Began['runs'], instant: number | undefined): boolean {
  return runs.some(({ at, ms }) => {
    const began = Date.parse(at);
    return instant !== undefined && instant >= began - slackMs && instant <= began + ms + slackMs;
  });
}

/** A few at a time, so that memory and other work do not suffer from many files. */
async function forEach<T>(names: readonly string[], task: (name: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const queue = names.values();
  const worker = async () => {
    for (const name of queue) results.push(await task(name));
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return results;
}
