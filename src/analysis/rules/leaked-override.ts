import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { leakedOverrideExamples } from './examples/leaked-override.ts';
import { type Place, placeOf, runsWith } from './support/places.ts';
import { isSwitchedOff } from './support/scope.ts';
import { caseAround } from './support/state/monkeypatch.ts';
import { overrideFix } from './support/state/override-fix.ts';
import { type Override, type Owner, overridesIn, ownerOf, removalsOf } from './support/state/overrides.ts';
import { type Ending, endingOf, isSure } from './support/state/undoing.ts';

interface Found {
  readonly override: Override;
  readonly place: Place;
  readonly owner: Owner;
  readonly ending: Ending;
}

/**
 * `app.dependency_overrides` is a plain dict of the application: what a test puts there answers for every test that comes after it.
 * Source: FastAPI's documentation ("Testing Dependencies with Overrides": reset them by setting it to an empty dict); row 60.
 */
export const leakedOverride = defineRule({
  id: 'leaked-override',
  title: 'Dependency override that stays in the application',
  cause: 'shared-state',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'flaky/test-isolation',
  why: 'FastAPI keeps dependency overrides in the application object, and an imported application lives as long as the run. An override that nothing removes answers for the tests of other files as well: a user who is always logged in, a session that is long closed. They pass or fail by the order, and the line at fault is in another file.',
  examples: leakedOverrideExamples,
  *check(context) {
    const all = overridesIn(context.file, context.source).flatMap((override) => judge(context, override));
    const left = all.filter(({ ending }) => ending === 'never');
    yield* inTests(
      context,
      left.filter(({ place }) => place.kind === 'test' || place.kind === 'helper'),
    );
    for (const group of byPlace(left)) yield outsideTests(context, group);
    yield* inBodies(
      context,
      all.filter(({ ending }) => ending === 'behind assertions'),
    );
  },
});

function judge(context: RuleContext, override: Override): Found[] {
  const { file } = context;
  const owner = ownerOf(context, override);
  const place = placeOf(file, override.function);
  if (owner === 'own' || owner === 'unknown') return [];
  if (place.kind === 'collection') {
    if (owner === 'file' || file.tests.length === 0 || /(?:^|\/)conftest\.py$/.test(file.path)) return [];
    const isTaken = removalsOf(
      override,
      file,
    )(file).some((act) => isSure(file, act) || placeOf(file, act.function).kind === 'fixture');
    return isTaken ? [] : [{ override, place, owner, ending: 'never' }];
  }
  if (place.kind === 'helper') return byCaller(context, override, owner, place);
  if (isForTheRun(context, place) || (place.kind === 'test' && isSwitchedOff(file, place.test))) return [];
  if (place.kind === 'hook' && !place.hook.kind.startsWith('before')) return [];
  if (owner === 'file' && file.tests.length < 2) return [];
  return [{ override, place, owner, ending: endingOf(context, override, place, removalsOf(override, file)) }];
}

/** A helper's override belongs to the tests that call it; it is as well kept as by the one that keeps it worst. */
function byCaller(context: RuleContext, override: Override, owner: Owner, place: Place): Found[] {
  const { file } = context;
  const callers = file.tests.filter((test) => runsWith(file, test.function).has(override.function));
  const endings = callers.map((test) =>
    endingOf(context, override, { kind: 'test', test }, removalsOf(override, file)),
  );
  if (endings.length === 0 || endings.some((ending) => ending !== 'never')) return [];
  return [{ override, place, owner, ending: 'never' }];
}

/** What conftest.py sets for everybody, or for as long as the run lasts, is meant so. */
function isForTheRun({ file }: RuleContext, place: Place): boolean {
  if (place.kind !== 'fixture') return false;
  const { scope, autouse } = place.fixture;
  return scope === 'session' || (/(?:^|\/)conftest\.py$/.test(file.path) && (autouse || scope === 'package'));
}

function* inTests(context: RuleContext, found: readonly Found[]): Generator<Report> {
  const [first] = found;
  if (!first) return;
  const { override } = first;
  const message = `${named(found)} stays in ${override.app} when the test is over${others(found)}, so ${seenBy(first)} get it instead of the real dependency. ${way(context, first, 'Set it')}.`;
  yield { at: override.span, message, fix: overrideFix(context, found), ...(isMild(first) && { severity: 'info' }) };
}

function outsideTests(context: RuleContext, group: readonly [Found, ...Found[]]): Report {
  const [first] = group;
  const { override, place } = first;
  const at = override.span;
  if (place.kind === 'collection') {
    const message = `${named(group)} is set while the file is loaded: tests of every other file that use ${override.app} get it too, and the first test anywhere that clears the overrides takes it away from these. Set it in a fixture that pops it behind its yield.`;
    return { at, message };
  }
  const what = place.kind === 'hook' ? 'the hook' : 'the fixture';
  const message = `${named(group)} stays in ${override.app} after ${what}: nothing takes it away, so ${seenBy(first)} get it as well. ${way(context, first, 'Pop it behind the yield, or set it')}.`;
  return { at, message, fix: overrideFix(context, group), ...(isMild(first) && { severity: 'info' }) };
}

function* inBodies(context: RuleContext, found: readonly Found[]): Generator<Report> {
  const [first] = found;
  if (!first) return;
  const { override } = first;
  const message = `${named(found)} is taken away at the end of the body only${others(found)}: a test that fails leaves it to ${seenBy(first)}. ${way(context, first, 'Set it')}.`;
  const fix = overrideFix(context, found);
  yield { at: override.span, message, fix, ...(isMild(first) && { severity: 'info' }) };
}

/** Only the tests of this file see it, and they were written with each other in mind. */
function isMild({ owner }: Found): boolean {
  return owner === 'file';
}

function seenBy({ owner }: Found): string {
  return owner === 'file' ? 'the next tests of the file' : 'all tests after it that use the application';
}

function way({ file }: RuleContext, { place }: Found, does: string): string {
  if (file.framework !== 'pytest' || caseAround(file, place) === 'case') return 'Take it away with self.addCleanup';
  return `${does} with monkeypatch.setitem, which takes it away whatever happens`;
}

function named(found: readonly Found[]): string {
  const [first] = found;
  const of = found.filter(({ override }) => override.function === first?.override.function);
  const keys = [...new Set(of.flatMap(({ override: { key } }) => key ?? []))];
  const [key] = keys;
  if (key === undefined || !/^[\w.]+$/.test(key)) return 'The dependency override';
  return keys.length === 1 ? `The override of ${key}` : `The override of ${key} (and ${keys.length - 1} more)`;
}

function others(found: readonly Found[]): string {
  const places = new Set(found.map(({ override }) => override.function)).size;
  return places < 2 ? '' : ` (in ${places} places here)`;
}

function byPlace(found: readonly Found[]): [Found, ...Found[]][] {
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const each of found) {
    const { place } = each;
    if (place.kind === 'test' || place.kind === 'helper') continue;
    const key = place.kind === 'collection' ? '' : `${each.override.function}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}
