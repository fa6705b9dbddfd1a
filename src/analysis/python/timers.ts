import type { TimerSwitch } from '../facts.ts';
import { governed } from './interceptions.ts';
import type { Place, Session } from './session.ts';
import type { CallSite, Walk } from './walk.ts';

const freezers = /^(freezegun(?:\.api)?\.freeze_time|time_machine\.travel|pytest\.mark\.(?:freeze_time|time_machine))$/;
/** Methods of `freeze_time(…)`, of what `with freeze_time(…) as frozen` gives, and of the plugins' fixtures. */
const controls =
  /^(?:freezegun(?:\.api)?\.freeze_time\(\)|time_machine\.travel\(\)|freezegun\.freeze_time\(\)\.start\(\))\.(\w+)$/;
const fixtureControls = /^(?:freezer|time_machine)\.(\w+)$/;

const operations: Readonly<Record<string, TimerSwitch['operation']>> = {
  start: 'fake',
  stop: 'real',
  tick: 'advance',
  shift: 'advance',
  move_to: 'set-time',
};

/** freezegun and time-machine. */
export function timerCall(site: CallSite, { session }: Walk): void {
  const { place } = site;
  if (freezers.test(site.typed)) {
    if (place.governs)
      session.timers.push({ ...governed(site.node, place), via: site.typed, operation: 'fake', scoped: true });
    return;
  }
  const method = (controls.exec(site.typed) ?? fixtureControls.exec(site.callee))?.[1] ?? '';
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (!operation) return;
  session.timers.push({
    ...governed(site.node, place),
    via: site.callee,
    operation,
    scoped: operation !== 'fake' && place.restoring,
  });
}

/** `with frozen:` where `frozen = freeze_time(…)`, and bare decorators. */
export function timerName(node: { start: number; end: number }, typed: string, place: Place, session: Session): void {
  const maker = typed.replace(/\(\)$/, '');
  if (!freezers.test(maker)) return;
  session.timers.push({ ...governed(node, place), via: maker, operation: 'fake', scoped: true });
}

/** Fixtures of pytest-freezer (or pytest-freezegun) and time-machine. */
export function timerFixture(name: string): boolean {
  return name === 'freezer' || name === 'time_machine';
}
