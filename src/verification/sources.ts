import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../state/index.ts';
import { listFiles, type Workspace } from '../workspace/index.ts';
import { madeByTools } from './proof/folders.ts';
import type { Campaign, FilesRecord, RunRecord } from './record.ts';

/** Of each root. Looking at so many takes about a second and half a megabyte of the campaign's head. */
const most = 10_000;
/** The clock of a file system goes in steps, and what a process wrote last may reach it a little later. Milliseconds. */
const slackMs = 1000;

const code = /\.(?:pyi?|[cm]?[jt]sx?|vue|svelte|toml|ini|cfg)$/;
const settings =
  /(?:^|\/)(?:\.env[^/]*|package(?:-lock)?\.json|pnpm-lock\.yaml|[jt]sconfig[^/]*\.json|requirements[^/]*\.txt|Pipfile|(?:yarn|bun|poetry|uv|pdm|pixi|Pipfile)\.lock)$/;
/** Settings too, but also what programs write. */
const data = /\.(?:json[c5]?|ya?ml)$/;
/** Vite bundles a config beside it and removes that right afterwards, unless it is killed. */
const passing = /\.timestamp-[^/]+\.mjs$/;

/** What a campaign looks at in one root. Paths are relative to it and `/`-separated. */
interface Look {
  readonly root: string;
  /** Of the projects. */
  readonly folders: readonly string[];
  /** Looked at whatever their names. */
  readonly files: readonly string[];
}

/**
 * The project's own code and settings as they are now: below the projects' folders and right in those above them, as the
 * workspace lists them, with the files that are asked for by name.
 */
export function filesNow(workspace: Workspace, looks: readonly Look[]): Promise<FilesRecord[]> {
  return Promise.all(
    looks.map(async ({ root, folders, files }): Promise<FilesRecord> => {
      const listed = await listSources(root, folders);
      const looked = [...new Set([...files, ...shallowFirst(listed).slice(0, most)])];
      const states = await eachOf(looked, async (name) => stateOf(await look(root, name), root, name));
      const shown = workspace.at(root, '.').display;
      return {
        root,
        shown: shown === '.' ? '' : `${shown}/`,
        folders: [...folders],
        seen: Object.fromEntries(looked.flatMap((name, index) => (states[index] ? [[name, states[index]]] : []))),
        left_out: Math.max(0, listed.length - most),
      };
    }),
  );
}

/**
 * The files that are not what they were when the campaign began, new and gone ones included, as shown to people. What its
 * own runs wrote is not meant: data that changed, and files that came, while one was going on.
 */
export async function changedFiles({ header, runs }: Campaign): Promise<readonly string[]> {
  const changed = await Promise.all(
    header.files.map(async (record) => {
      const { root, shown, folders, seen } = record;
      const known = Object.keys(seen);
      const listed = record.left_out > 0 ? [] : await listSources(root, folders);
      const names = [...known, ...listed.filter((name) => !Object.hasOwn(seen, name))];
      const found = await eachOf(names, async (name) => (await isChanged(record, name, runs)) && shown + name);
      return found.filter((name) => name !== false);
    }),
  );
  return changed.flat().sort();
}

async function isChanged({ root, seen }: FilesRecord, name: string, runs: readonly RunRecord[]): Promise<boolean> {
  const before = seen[name];
  const now = await look(root, name);
  if (before !== undefined && now && before.endsWith(` ${now.changed}`)) return false;
  const state = await stateOf(now, root, name);
  if (before?.split(' ')[0] === state?.split(' ')[0]) return false;
  const byTests = before === undefined || (data.test(name) && !settings.test(name));
  return !(byTests && wasDuring(runs, now?.changed ?? (await look(root, path.dirname(name)))?.changed));
}

function wasDuring(runs: readonly RunRecord[], changed: number | undefined): boolean {
  return runs.some(({ at, ms }) => {
    const began = Date.parse(at);
    return changed !== undefined && changed >= began - slackMs && changed <= began + ms + slackMs;
  });
}

async function listSources(root: string, folders: readonly string[]): Promise<readonly string[]> {
  const files = await listFiles(root);
  return files.filter((name) => isSource(name) && folders.some((folder) => concerns(name, folder)));
}

function isSource(name: string): boolean {
  const named = code.test(name) || settings.test(name) || data.test(name);
  return named && !passing.test(name) && !name.split('/').some(madeByTools);
}

/** Below the folder, or right in one above it: a lock file, a `conftest.py`, a config that others extend. */
function concerns(name: string, folder: string): boolean {
  if (folder === '' || name.startsWith(`${folder}/`)) return true;
  const parent = name.slice(0, name.lastIndexOf('/') + 1);
  return folder.startsWith(parent);
}

/** Settings lie near the top. */
function shallowFirst(names: readonly string[]): readonly string[] {
  const depth = (name: string) => name.split('/').length;
  return [...names].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

/** When a regular file or a folder last changed, as no program can set it. Milliseconds. */
async function look(root: string, name: string): Promise<{ readonly changed: number } | undefined> {
  const entry = await lstat(path.join(root, name)).catch(absent);
  return entry && !entry.isSymbolicLink() ? { changed: Math.round(entry.ctimeMs) } : undefined;
}
