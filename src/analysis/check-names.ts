/** Names that promise a check, for both who follows calls into helpers and who judges a call by its name. */

/** A check whatever it stands on: `assertValid`, `invoke_and_assert`, `rig.expectText`. */
const surely = /^_*(?:assert|expect)(?:[A-Z_\d]|$)|_assert(?:_|$)|Assert(?![a-z])/;

/** Reads like a check; to be believed only where the function itself cannot be read. */
const likely = /^_*(?:check|verify|should|validate|ensure|must|require)(?:[A-Z_\d]|$)/;

/** SQLAlchemy's `eq_`, `is_`, `is_none`, `not_in`, which it gives to its dialects, and nose's; `raise AssertionError(…)`. */
const ofLibraries =
  /^sqlalchemy\.testing\.(?:\w+\.)*(?:(?:eq|ne|le|lt|is|in|not|startswith|expect|emits|raises)_\w*|assert\w+)$|(?:^|\.)(?:eq|ne|ok|is|in|lt|le|gt|ge|is_not|not_in)_$|^AssertionError$|^pytest\.fail$/;

/** A check of a library whose name promises none; a whole path. */
export function isLibraryCheck(callee: string): boolean {
  return ofLibraries.test(callee);
}

/** `name` is one name, not a path. */
export function isSurelyCheck(name: string): boolean {
  return surely.test(name);
}

/** `assertValid`, `check_ok`, `ensureOpen`. */
export function readsLikeCheck(name: string): boolean {
  return surely.test(name) || likely.test(name);
}

/** True for `assertValid`, `check_ok`, `page.expectTitle`, `expect.soft`: a name of the path promises a check. */
export function promisesCheck(callee: string): boolean {
  return (
    readsLikeCheck(callee.split('.').pop() ?? '') ||
    /^(?:assert|check|verify|expect)/.test(callee) ||
    isLibraryCheck(callee)
  );
}
