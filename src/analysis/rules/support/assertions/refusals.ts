import type { Assertion, TestFile } from '../../../facts.ts';
import { contains } from '../../../source.ts';

/**
 * The test shows that the assertion refuses its subject at once: in a `try`, followed by a line that must not be reached,
 * or with the caught error looked at afterwards.
 */
export function showsRefusal(file: TestFile, assertion: Assertion): boolean {
  const attempt = file.blocks[assertion.block];
  if (attempt?.kind !== 'try') return false;
  const after = file.assertions.filter(({ span }) => span.start >= assertion.span.end);
  if (after.some(({ block, matcher }) => block === attempt.id && /^(?:unreachable|fail)$/.test(matcher))) return true;
  const handlers = file.blocks.filter(
    ({ kind, construct }) => kind === 'catch' && construct.start === attempt.construct.start,
  );
  const caught = file.variables.filter(({ accesses }) =>
    accesses.some(({ kind, block }) => kind === 'assign' && handlers.some(({ id }) => id === block)),
  );
  return caught.some(({ accesses }) =>
    accesses.some(
      ({ kind, span }) =>
        kind === 'read' && span.start >= attempt.construct.end && after.some((check) => contains(check.span, span)),
    ),
  );
}
