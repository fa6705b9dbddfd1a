import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemHome } from '../workspace/home.ts';
import { StateError } from './error.ts';
import { absent, makePrivateFolder, replaceFile } from './files.ts';
import { JsonStore } from './json-store.ts';
import { withLock } from './locks.ts';
import { keepPrivate, refuseInside } from './private.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const Meta = z.object({ roots: z.array(z.string()) });

/**
 * Where all state of this program lies: in `testing-patterns-mcp` below `TESTING_PATTERNS_HOME`, else `XDG_STATE_HOME`,
 * else `~/.local/state` (Windows: `LOCALAPPDATA`). Never inside a workspace, where a commit or an agent's edit would reach it.
 *
 * @throws {StateError} when none of them is known
 */
export function stateHome(env: Environment): string {
  const xdg = env.XDG_STATE_HOME && path.isAbsolute(env.XDG_STATE_HOME) ? env.XDG_STATE_HOME : undefined;
  return path.join(path.resolve(env.TESTING_PATTERNS_HOME || xdg || usualHome(env)), 'testing-patterns-mcp');
}

function usualHome(env: Environment): string {
  const windows = process.platform === 'win32';
  if (windows && env.LOCALAPPDATA) return env.LOCALAPPDATA;
  const home = env.HOME || env.USERPROFILE || systemHome();
  if (home === undefined)
    throw new StateError(
      'There is no folder to keep plans and approvals in: HOME is not set, and the system does not know this user. Allowed: a folder outside of every workspace. Name one in TESTING_PATTERNS_HOME and start again.',
    );
  return windows ? path.join(home, 'AppData', 'Local') : path.join(home, '.local', 'state');
}

/** The state of one workspace. Touches nothing before the first write. */
export function openState({ env, roots }: { env: Environment; roots: readonly string[] }): State {
  const sorted = [...roots].sort();
  const name = createHash('sha256').update(sorted.join('\0')).digest('hex').slice(0, 16);
  return new State(stateHome(env), name, sorted);
}

/**
 * The states of all workspaces that have any, for a command that is started without roots (`approve ID`). One that no
 * longer says whose it is has no roots, and is not passed over: that would be a way to hide what is in it.
 */
export async function findStates(env: Environment): Promise<readonly State[]> {
  const home = stateHome(env);
  const names = ((await readdir(home).catch(absent)) ?? []).filter((name) => /^[0-9a-f]{16}$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(home, name, 'meta.json'), 'utf8').catch(absent);
      const meta = text === undefined ? undefined : Meta.safeParse(parseJson(text)).data;
      return new State(home, name, meta?.roots ?? []);
    }),
  );
}

export class State {
  /** Folder of this workspace's state: `plans/`, `journal/` and what others keep here. It may not exist yet. */
  readonly folder: string;
  /** Real paths of the workspace's roots, sorted. */
  readonly roots: readonly string[];
  private readonly home: string;
  private place: Promise<void> | undefined;

  constructor(home: string, name: string, roots: readonly string[]) {
    this.home = home;
    this.folder = path.join(home, name);
    this.roots = roots;
  }

  /** @throws {StateError} when the state would lie inside a workspace root, or in a folder of another user. */
  async checkPlace(): Promise<void> {
    this.place ??= (async () => {
      await refuseInside(this.home, this.roots);
      for (const folder of [this.home, this.folder]) await keepPrivate(folder);
    })();
    await this.place.catch((error: unknown) => {
      // Not kept: whoever mends it goes on without a restart.
      this.place = undefined;
      throw error;
    });
  }

  /** The folder, or one below it, made if it is missing. */
  async makeFolder(...below: readonly string[]): Promise<string> {
    await this.checkPlace();
    await makePrivateFolder(this.folder);
    const meta = path.join(this.folder, 'meta.json');
    if (this.roots.length > 0 && (await readFile(meta).catch(absent)) === undefined) {
      await replaceFile(meta, `${JSON.stringify({ roots: this.roots }, undefined, 2)}\n`);
    }
    const folder = path.join(this.folder, ...below);
    if (below.length > 0) await makePrivateFolder(folder);
    return folder;
  }

  store<T>(kind: string, schema: z.ZodType<T>): JsonStore<T> {
    return new JsonStore(path.join(this.folder, kind), schema, async () => {
      await this.makeFolder(kind);
    });
  }

  /** 32 random bytes, made once and the same for every process. */
  async key(): Promise<Buffer> {
    const file = path.join(await this.makeFolder(), 'key');
    await keepPrivate(file);
    const kept = () => readFile(file).catch(absent);
    const made = async () => {
      const fresh = randomBytes(32);
      await replaceFile(file, fresh);
      return fresh;
    };
    const key = (await kept()) ?? (await this.withLock('key', async () => (await kept()) ?? made()));
    return checkedKey(key, file);
  }

  /** Runs `task` while nobody else holds this workspace's lock of that name. Not reentrant. */
  async withLock<T>(name: string, task: () => Promise<T>): Promise<T> {
    return withLock(path.join(await this.makeFolder('locks')), name, task);
  }

  /**
   * Runs `task` while no process, of whatever workspace, works on these files: two servers may have overlapping roots.
   *
   * @param files real paths
   */
  withFiles<T>(files: readonly string[], task: () => Promise<T>): Promise<T> {
    const folder = path.join(this.home, 'locks');
    const names = files.map((file) => createHash('sha256').update(file.normalize()).digest('hex').slice(0, 32));
    // Everybody takes them in one order, so that nobody waits in a circle.
    return [...new Set(names)]
      .sort()
      .reduceRight<() => Promise<T>>((inner, name) => () => withLock(folder, name, inner), task)();
  }
}

function checkedKey(key: Buffer, file: string): Buffer {
  if (key.length === 32) return key;
  throw new StateError(`The key ${file} is damaged. Remove it; approvals made with it will no longer count.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
