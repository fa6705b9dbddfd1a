import { codeOf } from '../error-code.ts';
import { FixError } from './error.ts';

/** What a person can do about a file operation that failed, as the beginning of a sentence that ends in "then …". */
export function mend(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOSPC') return 'The disk is full: free some room,';
  if (code === 'EDQUOT' || code === 'EFBIG') return 'The quota is used up: free some room,';
  if (code === 'EROFS') return 'The disk is read-only: make it writable,';
  if (code === 'EACCES' || code === 'EPERM') return 'Give this program the right to write there,';
  return 'Mend the cause,';
}

/** For what fails before a file of the workspace is written. */
export function nothingChanged(error: unknown): unknown {
  if (codeOf(error) === undefined) return error;
  return new FixError(`Nothing was changed: ${messageOf(error)}. ${mend(error)} then do the same again.`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
