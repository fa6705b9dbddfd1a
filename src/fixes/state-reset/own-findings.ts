import type { Test } from '../../analysis/facts.ts';
import type { Finding } from '../../analysis/finding.ts';
import type { Edit } from '../../analysis/rule.ts';
import { fixturesOf } from '../../analysis/rules/support/places.ts';
import { hooksFor } from '../../analysis/rules/support/scope.ts';
import { Source } from '../../analysis/source.ts';
import { wholeName } from '../../analysis/words.ts';
import type { StateKind } from '../../runners/state.ts';
import { merge, splice, usableEdits } from '../edits.ts';
import type { Reading } from '../improvement.ts';
import { type LeftState, leafOf, notSet, parted } from './request.ts';

/** The rules whose fixes put a kind of state back. */
const mending: Readonly<Partial<Record<StateKind, readonly string[]>>> = {
  'module-variable': ['shared-mutable-state', 'leaked-global', 'mock-assign', 'leaked-override'],
  'class-attribute': ['shared-mutable-state', 'leaked-global', 'mock-assign'],
  global: ['leaked-global'],
  builtin: ['unrestored-spy', 'mock-assign', 'leaked-global'],
  spy: ['unrestored-spy', 'mock-assign', 'leaked-global'],
  'mocked-module': ['leaked-global'],
  'fake-timers': ['unrestored-timers'],
  environment: ['leaked-env'],
  'working-directory': ['leaked-global'],
  'import-path': ['leaked-global'],
  'signal-handler': ['leaked-global'],
};

/** What state without a name of its own is called in code. */
const words: Readonly<Partial<Record<StateKind, RegExp>>> = {
  'fake-timers': /./,
  'working-directory': /\bchdir\b/,
  'import-path': /\bsys\.path\b|\bsyspath_/,
};

/** `monkeypatch.setattr` refuses a name that is not there yet; `Array.prototype.last = originalLast` leaves one behind. */
const needsOriginal = /\bmonkeypatch\.setattr\((?!.*raising=False)|^\s*(?!process\.env\b)[\w$.]+ = original\w+;?\s*$/;

/** A finding of the test itself, of its hooks or fixtures, whose fix puts this piece of state back. */
export function findingFor(reading: Reading, test: Test | undefined, state: LeftState): Finding | undefined {
  // `monkeypatch.setenv` tells nobody that the time zone is another one again.
  if (state.name === 'TZ' && /\btzset\(/.test(reading.text)) return undefined;
  const rules = mending[state.kind] ?? [];
  return reading.findings
    .filter(({ rule, draft }) => draft !== undefined && rules.includes(rule))
    .sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule))
    .find((finding) => speaksOf(reading, finding, state) && concerns(reading, finding, test));
}

function speaksOf({ text }: Reading, { message, draft }: Finding, state: LeftState): boolean {
  const lines = changedLines(text, draft?.edits ?? []);
  if (state.before === notSet && lines.some((line) => needsOriginal.test(line))) return false;
  const word = words[state.kind] ?? wordOf(state);
  return [message, ...lines].some((line) => word.test(line));
}

/** `time.time`, `Math, 'random'`: of a library's function the leaf alone may be anybody's. */
function wordOf(state: LeftState): RegExp {
  const holder = parted(state.name).module === '' ? state.name.split('.').at(-2) : undefined;
  const isNamed = holder !== undefined && !/^(?:globalThis|builtins)$/.test(holder);
  return new RegExp(`${isNamed ? `${wholeName(holder)}(?:\\.|,\\s*["'])` : ''}${wholeName(leafOf(state))}`);
}

/** The lines that the edits take away or bring. */
function changedLines(text: string, edits: readonly Edit[]): readonly string[] {
  const usable = usableEdits(edits, text);
  const [old, fresh] = [text.split('\n'), splice(text, merge(usable ? [usable] : [])).split('\n')];
  const [had, has] = [new Set(old), new Set(fresh)];
  return [...old.filter((line) => !has.has(line)), ...fresh.filter((line) => !had.has(line))];
}

/** It is reported, or changes something, where this test or its set-up stands. */
function concerns({ text, facts }: Reading, { range, draft }: Finding, test: Test | undefined): boolean {
  if (!test) return true;
  const source = new Source(text);
  const own = [test.span, ...hooksFor(facts, test).map(({ span }) => span)];
  const spans = [...own, ...fixturesOf(facts, test).map(({ span }) => span)];
  const places = (draft?.edits ?? []).map(({ start }) => start);
  return spans.some(({ start, end }) => {
    const [from, to] = [source.position(start).line, source.position(end).line];
    const isReported = from <= range.start.line && range.start.line <= to;
    return isReported || places.some((place) => start < place && place < end);
  });
}
