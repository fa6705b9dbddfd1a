import { canonicalJson } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';

/** Equal values have equal digests. */
export function digest(value: unknown): string {
  return sha256(canonicalJson(value));
}
