import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import {
  findStates,
  isId,
  newId,
  openState,
  type State,
  stableId,
  stateHome,
  syncFolder,
} from '../../src/state/index.ts';
import { TempFolder } from '../workspace/temp-folder.ts';

let temp: TempFolder;
let state: State;
beforeEach(() => {
  temp = new TempFolder();
  state = openState({ env: { TESTING_PATTERNS_HOME: temp.path }, roots: ['/b', '/a'] });
});
afterEach(() => temp.dispose());

describe('where state lies', () => {
  it('is below TESTING_PATTERNS_HOME, else XDG_STATE_HOME, else ~/.local/state', () => {
    const all = { TESTING_PATTERNS_HOME: '/tph', XDG_STATE_HOME: '/xdg', HOME: '/home/ada' };
    expect(stateHome(all)).toBe(path.resolve('/tph/testing-patterns-mcp'));
    expect(stateHome({ ...all, TESTING_PATTERNS_HOME: undefined })).toBe(path.resolve('/xdg/testing-patterns-mcp'));
  });

  it.runIf(process.platform !== 'win32')(
    'is in the home folder when nothing else is said, also for a relative XDG_STATE_HOME',
    () => {
      expect(stateHome({ HOME: '/home/ada', XDG_STATE_HOME: 'relative' })).toBe(
        '/home/ada/.local/state/testing-patterns-mcp',
      );
    },
  );

  it('depends on the roots and not on their order', () => {
    const env = { TESTING_PATTERNS_HOME: temp.path };
    expect(openState({ env, roots: ['/a', '/b'] }).folder).toBe(state.folder);
    expect(openState({ env, roots: ['/a'] }).folder).not.toBe(state.folder);
    expect(path.basename(state.folder)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('touches nothing before the first write', async () => {
    expect(await state.store('plans', z.string()).read(newId('plan'))).toBeUndefined();
    expect(await state.store('plans', z.string()).ids()).toEqual([]);
    expect(await findStates({ TESTING_PATTERNS_HOME: temp.path })).toEqual([]);
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it('is readable by its owner only', async () => {
    await state.store('plans', z.string()).write(newId('plan'), 'x');
    await state.key();
    const modes = ['', 'plans', 'key', 'meta.json'].map((name) => statSync(path.join(state.folder, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    expect(statSync(temp.at('testing-patterns-mcp')).mode & 0o777).toBe(0o700);
  });
});

describe('a state folder', () => {
  it.each<[string, () => string]>([
    ['inside a root', () => temp.at('ws/.state')],
    ['that is a root', () => temp.at('ws')],
    [
      'behind a link that leads into a root',
      () => {
        symlinkSync(temp.at('ws'), temp.at('link'));
        return temp.at('link/deep/er');
      },
    ],
  ])('%s is refused before anything is written', async (_where, home) => {
    temp.write('ws/a.test.ts', '');
    const inside = openState({ env: { TESTING_PATTERNS_HOME: home() }, roots: [temp.at('ws')] });
    const refused = /lies inside the workspace root .*Allowed: a folder outside of every root/;
    await expect(inside.checkPlace()).rejects.toThrow(refused);
    await expect(inside.store('plans', z.string()).write(newId('plan'), 'x')).rejects.toThrow(refused);
    expect(readdirSync(temp.at('ws'))).toEqual(['a.test.ts']);
  });

  it('beside a root with the same beginning is fine, and so is a root behind a link to somewhere else', async () => {
    temp.write('ws/a.test.ts', '');
    symlinkSync(temp.at('ws'), temp.at('ws-state'));
    const env = { TESTING_PATTERNS_HOME: temp.at('ws-state-2') };
    await expect(openState({ env, roots: [temp.at('ws-state')] }).checkPlace()).resolves.toBeUndefined();
  });

  it('is private also under a loose umask, with all that is in it', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    await state.store('plans', z.string()).write(newId('plan'), 'x');
    await state.key();
    const modes = readdirSync(temp.path, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.name.endsWith('.lock'))
      .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mode & 0o077);
    expect(modes).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('that others could write is tightened, with a warning', async () => {
    const folders = [temp.at('testing-patterns-mcp'), state.folder];
    await state.key();
    for (const folder of [...folders, path.join(state.folder, 'key')]) chmodSync(folder, 0o777);
    const warned = firstWarning('StateWarning');
    const again = openState({ env: { TESTING_PATTERNS_HOME: temp.path }, roots: ['/b', '/a'] });
    await again.key();
    expect(folders.map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(statSync(path.join(state.folder, 'key')).mode & 0o077).toBe(0);
    expect(await warned).toContain('could be written by other users (mode 777)');
  });

  it('of another user is refused, and so is a key of theirs', async () => {
    await state.key();
    const own = process.getuid?.();
    vi.spyOn(process, 'getuid').mockReturnValue(12_345);
    const again = openState({ env: { TESTING_PATTERNS_HOME: temp.path }, roots: ['/b', '/a'] });
    await expect(again.checkPlace()).rejects.toThrow(`belongs to another user (uid ${own}; this is uid 12345)`);
    await expect(state.key()).rejects.toThrow(/key belongs to another user/);
  });

  it('that is a link is refused', async () => {
    mkdirSync(temp.at('elsewhere'));
    symlinkSync(temp.at('elsewhere'), temp.at('testing-patterns-mcp'));
    await expect(state.checkPlace()).rejects.toThrow(/is a link, so that its contents may be anybody's/);
  });
});

it.runIf(process.platform === 'linux')('a folder that cannot be synced is none that fails', async () => {
  await expect(syncFolder('/proc')).resolves.toBeUndefined();
});

describe('finding the states of all workspaces', () => {
  it('names the roots of each', async () => {
    await state.makeFolder();
    await openState({ env: { TESTING_PATTERNS_HOME: temp.path }, roots: ['/other'] }).makeFolder('plans');
    const found = await findStates({ TESTING_PATTERNS_HOME: temp.path });
    expect(found.map(({ roots }) => roots).sort()).toEqual([['/a', '/b'], ['/other']]);
    expect(found.map(({ folder }) => folder)).toContain(state.folder);
  });

  it('passes over folders that are no states', async () => {
    temp.write('testing-patterns-mcp/locks/x', '');
    expect(await findStates({ TESTING_PATTERNS_HOME: temp.path })).toEqual([]);
  });

  it('does not pass over one that no longer says whose it is', async () => {
    await state.makeFolder();
    temp.write(path.join('testing-patterns-mcp', path.basename(state.folder), 'meta.json'), '{broken');
    const [found] = await findStates({ TESTING_PATTERNS_HOME: temp.path });
    expect(found).toMatchObject({ folder: state.folder, roots: [] });
  });
});

describe('records', () => {
  it('come back as they were written', async () => {
    const store = state.store('plans', z.object({ n: z.number() }));
    const id = newId('plan');
    await store.write(id, { n: 1 });
    await store.write(id, { n: 2 });
    expect(await store.read(id)).toEqual({ n: 2 });
    expect(await store.ids()).toEqual([id]);
    expect(readdirSync(path.join(state.folder, 'plans'))).toEqual([`${id}.json`]);
  });

  it('that are too old are gone, with what a process left half written that was killed', async () => {
    const store = state.store('plans', z.string());
    const [old, fresh] = [newId('plan'), newId('plan')];
    for (const id of [old, fresh]) await store.write(id, 'x');
    const folder = path.join(state.folder, 'plans');
    for (const id of [old, fresh]) writeFileSync(path.join(folder, `${id}.json.0123456789ab.tmp`), '"');
    for (const name of readdirSync(folder).filter((each) => each.startsWith(old)))
      utimesSync(path.join(folder, name), 0, 0);
    expect(await store.removeOlderThan(60_000)).toEqual([old]);
    expect(readdirSync(folder)).toEqual([`${fresh}.json`, `${fresh}.json.0123456789ab.tmp`]);
  });

  it.each([
    '../key',
    'plan_../../key',
    'plan_short',
    '/etc/passwd',
    'plan_aaaaaaaaaaaaaaaa/../x',
    'PLAN_aaaaaaaaaaaaaaaaaaaa',
    'plan_aaaaaaaaaaaaaaaaaaaa\n',
    '',
  ])('are not looked for under %j', async (id) => {
    await state.key();
    const store = state.store('plans', z.unknown());
    expect(await store.read(id)).toBeUndefined();
    await expect(store.write(id, 'x')).rejects.toThrow(/cannot be the id of a record/);
  });

  it.each(['{"n": "text"}', '{broken', ''])('that are damaged (%j) are named', async (text) => {
    const store = state.store('plans', z.object({ n: z.number() }));
    const id = newId('plan');
    await store.write(id, { n: 1 });
    writeFileSync(path.join(state.folder, 'plans', `${id}.json`), text);
    await expect(store.read(id)).rejects.toThrow(new RegExp(`record ${id} .*is damaged`));
  });

  it('have ids that cannot be guessed and pass the check', () => {
    const ids = Array.from({ length: 50 }, () => newId('plan'));
    expect(new Set(ids).size).toBe(50);
    expect(ids.every((id) => isId(id, 'plan'))).toBe(true);
    expect(isId(newId('undo'), 'plan')).toBe(false);
  });

  it('may be found again by what they are about', () => {
    const id = stableId('plan', ['a', 'b']);
    expect(isId(id, 'plan')).toBe(true);
    expect(stableId('plan', ['a', 'b'])).toBe(id);
    expect(new Set([id, stableId('plan', ['ab']), stableId('plan', ['b', 'a'])]).size).toBe(3);
  });
});

describe('the key', () => {
  it('is made once, also when ten ask at once', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => state.key()));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(readdirSync(state.folder).filter((name) => name.startsWith('key'))).toEqual(['key']);
  });

  it('that is damaged is not used', async () => {
    await state.makeFolder();
    writeFileSync(path.join(state.folder, 'key'), 'short');
    await expect(state.key()).rejects.toThrow(/is damaged\. Remove it/);
  });
});

describe('locks', () => {
  it('let one in at a time', async () => {
    let inside = 0;
    const seen: number[] = [];
    const task = async () => {
      inside += 1;
      seen.push(inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => state.withLock('one', task)));
    expect(seen).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('are given back when the task fails', async () => {
    await expect(state.withLock('one', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await state.withLock('one', async () => 'free')).toBe('free');
  });

  it('of files hold for other workspaces too, in whatever order they are named', async () => {
    const other = openState({ env: { TESTING_PATTERNS_HOME: temp.path }, roots: ['/other'] });
    const order: string[] = [];
    const task = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise(setImmediate);
      order.push(`${name} out`);
    };
    await Promise.all([state.withFiles(['/x', '/y'], task('one')), other.withFiles(['/y', '/x', '/x'], task('two'))]);
    expect([order.slice(0, 2), order.slice(2)].sort()).toEqual([
      ['one in', 'one out'],
      ['two in', 'two out'],
    ]);
  });

  it('leave nothing behind', async () => {
    await state.withLock('one', async () => undefined);
    expect(existsSync(path.join(state.folder, 'locks', 'one.lock'))).toBe(false);
  });
});

/** What the first warning of that name says: others, of whoever ran before in this process, may come first. */
function firstWarning(name: string): Promise<string> {
  return new Promise((resolve) => {
    const listen = (warning: Error) => {
      if (warning.name === name) resolve(warning.message);
    };
    process.on('warning', listen);
    onTestFinished(() => void process.off('warning', listen));
  });
}
