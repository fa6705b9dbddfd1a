import type { StateChange, StateKey } from '../../src/runners/state.ts';

type Slot = readonly [read: () => unknown, set?: (value: never) => void];

export interface Watch {
  register(file: string, slots: Readonly<Record<string, Slot>>): void;
  begin(): void;
  look(): StateChange[];
  renew(isNewEnvironment: boolean): void;
  restore(
    keys: readonly StateKey[],
  ): (StateKey & { readonly done: boolean; readonly missing?: true; readonly reason?: string })[];
}

export interface Realm {
  begin(): void;
}

interface Places {
  /** Where the runner is started. */
  readonly folder: string;
  /** What is the project's own lies below it. */
  readonly root: string;
  readonly temporary: string;
  readonly store: string;
}

export function createRealm(places: Places): Realm;
export function createWatch(
  options: Places & { readonly global: object; readonly useRealTimers?: () => void; readonly realm?: Realm },
): Watch;
