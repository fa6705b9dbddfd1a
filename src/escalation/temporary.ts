import path from 'node:path';
import { State } from '../state/index.ts';

/** Deprecated: give the gate the `State` itself. */
export function fileStore(folder: string): State {
  return new State(path.dirname(folder), path.basename(folder), []);
}
