import type { Report, RuleContext } from '../../../rule.ts';
import { patchersStoppedInBody } from '../mocks/patchers-stopped.ts';
import { caseAround } from './monkeypatch.ts';
import { type PlacedChange, placedChanges } from './placed-changes.ts';
import { patchFix } from './python-globals-fix.ts';

/**
 * Python's side of restore-in-body: a patcher, a module's attribute, the working directory or a logger that the last lines of a test put back.
 * Overrides of dependencies and the environment have rules of their own.
 */
export function* restoresInBody(context: RuleContext): Generator<Report> {
  yield* patchersStoppedInBody(context);
  const found = placedChanges(context).filter(
    ({ ending, place }) => ending === 'behind assertions' && place.kind === 'test',
  );
  const [first] = found;
  if (!first || context.file.tests.length < 2) return;
  const more = found.length === 1 ? '' : ` (and ${found.length - 1} more in this file)`;
  const message = `Changes ${first.change.name} and puts it back in the body${more}. When an assertion between fails, that line never runs and the tests that follow run with the change in place. ${wayOut(context, first)}.`;
  yield { at: first.change.span, message, severity: 'warning', fix: patchFix(context, found) };
}

function wayOut({ file }: RuleContext, { change, place }: PlacedChange): string {
  if (file.framework !== 'pytest' || caseAround(file, place) === 'case') return 'Put it back with self.addCleanup';
  if (/^the level of /.test(change.name)) return 'Use caplog.set_level, or a finally block';
  if (change.kind === 'call') return 'Put it back in a finally block or a fixture';
  return 'Use monkeypatch, or a finally block';
}
