import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { onTestFinished } from 'vitest';
import { createWatch, type Watch } from '../../../drivers/state/watch.cjs';
import type { StateChange } from '../../../src/runners/state.ts';

/** What tests of a sandbox would call `globalThis`. */
export interface Sandbox {
  readonly process: { env: Record<string, string | undefined> };
  readonly Math: Math;
  readonly Array: ArrayConstructor;
  Date: DateConstructor;
  [name: string]: unknown;
}

export interface Watched extends Watch {
  readonly global: Sandbox;
  readonly folder: string;
  readonly temporary: string;
  /** `kind name: before -> after` of each change. */
  seen(): string[];
  /** Puts back what was seen last, and answers why anything could not be put back. */
  undo(): string[];
  /** As a worker that comes after this one sees it. */
  later(): Watched;
}

/** A watch over a global object and a folder of its own, begun. Gone when the test ends. */
export function watched(files: Readonly<Record<string, string | Buffer>> = {}): Watched {
  const store = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-watch-')));
  onTestFinished(() => rmSync(store, { recursive: true, force: true }));
  const places = { store, folder: path.join(store, 'project'), temporary: path.join(store, 'tmp') };
  for (const folder of [places.folder, places.temporary]) mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(places.folder, name)), { recursive: true });
    writeFileSync(path.join(places.folder, name), text);
  }
  return begun(places);
}

function begun(places: { store: string; folder: string; temporary: string }): Watched {
  const process = { env: { HOME: '/home/shop' } };
  const global: Sandbox = Object.assign(vm.runInNewContext('globalThis'), { process });
  const watch = createWatch({ ...places, root: places.folder, global });
  watch.begin();
  let last: StateChange[] = [];
  return {
    ...watch,
    ...places,
    global,
    seen() {
      last = watch.look();
      return last.map(inWords);
    },
    undo: () => watch.restore(last).flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`])),
    later: () => begun(places),
  };
}

function inWords({ kind, name, before, after, back, restorable }: StateChange): string {
  return `${kind} ${name}: ${before} -> ${after}${back ? ' (back)' : ''}${restorable ? '' : ' (stays)'}`;
}
