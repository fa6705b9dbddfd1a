import type { Framework, Language, TestFile } from '../../analysis/facts.ts';
import { languageOf, loadLanguage } from '../../analysis/languages.ts';
import { Source } from '../../analysis/source.ts';
import { removedAssertionFacts } from '../../escalation/facts/assertions.ts';
import { weakenedFacts } from '../../escalation/facts/weakened.ts';
import { changedFile } from '../../escalation/source/changed-file.ts';
import { mayHoldTests } from '../../workspace/index.ts';
import { type Guarded, guardedAssertions } from './guarded.ts';
import { loosenedNumbers } from './loosened.ts';
import type { ChangedText } from './record.ts';

/** A way in which a change makes a test pass more often without mending anything. */
export interface Weakening {
  readonly kind:
    | 'test-weakened'
    | 'assertion-removed'
    | 'test-removed'
    | 'assertion-conditional'
    | 'looser-limit'
    | 'runner-configuration';
  /** Relative to the root. */
  readonly path: string;
  /** 1-based, of the new text where it has such a line. */
  readonly line?: number;
  readonly reason: string;
}

/**
 * What makes a change no fix, found before anything runs: fewer tests or assertions, a new skip, only, retry or expected
 * failure, a longer time-out, a broader tolerance, an assertion that no longer always runs. Empty when there is nothing.
 *
 * The first two kinds are what the escalation gate derives; an approval lifts them there, but no approval makes a weaker
 * test a proof.
 */
export async function weakenings(changes: readonly ChangedText[], framework: Framework): Promise<readonly Weakening[]> {
  const found: Weakening[] = [];
  const [removed, added]: [Weakening[], { count: number }] = [[], { count: 0 }];
  for (const change of changes) {
    const file = changedFile({ ...change, path: change.relative }, mayHoldTests(change.relative));
    for (const { id, statement, where } of [...weakenedFacts(file), ...removedAssertionFacts(file)]) {
      if (id !== 'test-weakened' && id !== 'assertion-removed') continue;
      found.push({
        kind: id,
        path: change.relative,
        ...(where.line === undefined ? {} : { line: where.line }),
        reason: statement,
      });
    }
    found.push(...looserConfiguration(change.relative, file.added));
    const language = languageOf(change.relative);
    if (language === undefined) continue;
    found.push(
      ...loosenedNumbers(file.scanBefore.code, file.scanAfter.code).map(
        (limit): Weakening => ({ kind: 'looser-limit', path: change.relative, ...limit }),
      ),
    );
    const [before, after] = await Promise.all([
      read(language, change.relative, change.before, framework),
      read(language, change.relative, change.after, framework),
    ]);
    found.push(...guarded(change, before, after));
    const titles = new Set(after.tests.map(({ fullTitle }) => fullTitle));
    const gone = before.tests.filter(({ fullTitle }) => !titles.has(fullTitle));
    removed.push(
      ...gone.map(
        ({ fullTitle }): Weakening => ({
          kind: 'test-removed',
          path: change.relative,
          reason: `the test "${fullTitle}" is gone`,
        }),
      ),
    );
    const known = new Set(before.tests.map(({ fullTitle }) => fullTitle));
    added.count += after.tests.filter(({ fullTitle }) => !known.has(fullTitle)).length;
  }
  // A test that got another name or moved to another file of the change is not gone.
  return [...found, ...removed.slice(0, Math.max(0, removed.length - added.count))];
}

async function read(language: Language, path: string, text: string, framework: Framework): Promise<TestFile> {
  const support = await loadLanguage(language);
  return support.read(path, text, framework);
}

function guarded({ relative, after: text }: ChangedText, before: TestFile, after: TestFile): Weakening[] {
  const source = new Source(text);
  const old = new Map(guardedAssertions(before).map((test) => [test.title, test]));
  return guardedAssertions(after).flatMap((test): Weakening[] => {
    const was = old.get(test.title);
    const [moved] = test.guarded;
    if (!was || !moved || !isMoreGuarded(was, test)) return [];
    const reason = `an assertion of "${test.title}" no longer always runs: it stands in ${moved.in}`;
    return [{ kind: 'assertion-conditional', path: relative, line: source.position(moved.start).line, reason }];
  });
}

function isMoreGuarded(before: Guarded, after: Guarded): boolean {
  return after.guarded.length > before.guarded.length && after.always < before.always;
}

/** Files in which a runner is configured, and nothing else. */
const ofRunner =
  /(?:^|\/)(?:(?:vitest|vite|jest|playwright)(?:\.[\w-]+)*\.config\.[cm]?[jt]s|vitest\.workspace\.[cm]?[jt]s|jest\.config\.json|\.?pytest\.ini|\.mocharc(?:\.\w+)?)$/;
/** Files in which other tools are configured too. */
const shared = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|package\.json)$/;

/** Settings that hide failures. */
const hiding =
  /\b(?:retry|retries|reruns|no:flaky|max_?runs|passWithNoTests|(?:test|hook|action|navigation|expect)?_?time_?out|deselect)\b/i;
const leavingOut = /\b(?:bail|testPathIgnore\w*|exclude|ignore|grep|grepInvert|testNamePattern|maxfail)\b/i;

function looserConfiguration(path: string, added: readonly { line: number; text: string }[]): Weakening[] {
  const settings = ofRunner.test(path) ? [hiding, leavingOut] : shared.test(path) ? [hiding] : [];
  return added.flatMap(({ line, text }): Weakening[] => {
    const setting = settings.map((expression) => expression.exec(text)?.[0]).find((found) => found !== undefined);
    if (setting === undefined) return [];
    const reason = `the change sets "${setting}", which decides what counts as a failure`;
    return [{ kind: 'runner-configuration', path, line, reason }];
  });
}
