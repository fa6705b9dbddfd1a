import { RecordLog, type State } from '../../state/index.ts';
import { SearchEntry, SearchHeader } from './record.ts';

/** How long a search can be gone on with. Milliseconds. */
const ageMs = 7 * 24 * 60 * 60 * 1000;

/** The searches of a workspace. */
export type SearchLog = RecordLog<SearchHeader, SearchEntry>;

export function openSearchLog(state: State): SearchLog {
  return new RecordLog(state, { kind: 'search', head: SearchHeader, entry: SearchEntry, ageMs });
}
