import type { Report, RuleContext } from '../../../rule.ts';
import { caseAround } from './monkeypatch.ts';
import { type PlacedChange, placedChanges } from './placed-changes.ts';
import { patchFix } from './python-globals-fix.ts';

/**
 * Python's side of leaked-global: modules, classes and the interpreter's own state live as long as the run. Source: row 59 of the
 * survey; pytest's how-to on monkeypatching. Filters of `warnings` are left out: pytest puts them back after every test (measured, 7.2).
 */
export function* leakedGlobals(context: RuleContext): Generator<Report> {
  const left = placedChanges(context).filter(({ ending }) => ending === 'never');
  const fixable = left.filter((each) => patchFix(context, [each]) !== undefined);
  for (const group of [fixable, left.filter((each) => !fixable.includes(each))]) {
    const [first] = group;
    if (first) yield report(context, first, group);
  }
}

function report(context: RuleContext, first: PlacedChange, group: readonly PlacedChange[]): Report {
  const { change, place } = first;
  const at = change.span;
  const fix = patchFix(context, group);
  if (place.kind === 'collection') {
    const message = `Replaces ${change.name} while the file is loaded${others(group)}: tests of other files import the stand-in as well, or the real module, by the order of collection. Replace it in a fixture with monkeypatch.setitem.`;
    return { at, severity: 'info', message };
  }
  const message = `Changes ${change.name}${others(group)} and never puts it back, so every test after it, also of other files, runs with the change. ${wayOut(context, first)}.`;
  // More logging than before seldom changes a result.
  const isMild = group.every((each) => /^the level of /.test(each.change.name) && isVerbose(each.change));
  return { at, severity: isMild ? 'info' : 'warning', message, fix };
}

function wayOut({ file }: RuleContext, { change, place }: PlacedChange): string {
  if (file.framework !== 'pytest' || caseAround(file, place) === 'case') return 'Put it back with self.addCleanup';
  if (place.kind === 'fixture' && place.fixture.scope !== 'function') return 'Put it back behind a yield';
  if (/^the level of /.test(change.name)) return 'Use caplog.set_level, which puts it back';
  switch (change.kind) {
    case 'directory':
      return 'Use monkeypatch.chdir';
    case 'path':
      return 'Use monkeypatch.syspath_prepend';
    case 'item':
      return 'Use monkeypatch.setitem';
    case 'attribute':
      return `Use monkeypatch.setattr(…, "${change.name.split('.').at(-1)}", …)`;
    case 'call':
      return 'Put it back in a finally block or behind the yield of a fixture';
  }
}

function others(group: readonly PlacedChange[]): string {
  return group.length === 1
    ? ''
    : ` (and ${group.length - 1} more ${group.length === 2 ? 'change' : 'changes'} in this file)`;
}

/** `setLevel(logging.DEBUG)`: lets more through, where `setLevel(logging.ERROR)` hides what a later test waits for. */
function isVerbose({ call }: PlacedChange['change']): boolean {
  const level = call?.arguments[0];
  return (
    /(?:^|\.)(?:DEBUG|INFO|NOTSET)$/.test(String(level?.value ?? '')) ||
    (typeof level?.value === 'number' && level.value <= 20)
  );
}
