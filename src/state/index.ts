/** What outlives a process: fix plans, the undo journal, keys and locks, outside of every workspace. */
export { canonicalJson } from './canonical.ts';
export { StateError } from './error.ts';
export { absent, makePrivateFolder, replaceFile, syncFolder, writeNewFile } from './files.ts';
export { lifeOf, newHolder } from './holder.ts';
export { isId, newId, stableId } from './ids.ts';
export { JsonStore } from './json-store.ts';
export { type Logged, RecordLog, type RecordLogOptions } from './record-log.ts';
export { type Environment, findStates, openState, State, stateHome } from './state.ts';
