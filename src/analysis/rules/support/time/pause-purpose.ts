import type { Assertion, Test, Wait } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { wholeName } from '../../../words.ts';
import { climb, inTest } from '../scope.ts';
import { assertionsDirectlyAfter, commentAbove, saysNothingHappened } from '../state/runs.ts';
import { holdsAlready, turnsAround, wasOtherBefore } from './before-pause.ts';
import { followsDirectly } from './pauses.ts';

/** A pause of a test and the assertion that comes after it. */
export interface Following {
  readonly test: Test;
  readonly wait: Wait;
  readonly next: Assertion | undefined;
}

/**
 * What a pause is for. `result`: the work whose result is checked next. `gone`: the end of what the test saw before. `absent`, `unchanged`: to see that nothing happens.
 * `pending`: so that something is under way when the test interferes. `step`: whatever the next step needs.
 */
export type Purpose = 'result' | 'gone' | 'absent' | 'unchanged' | 'pending' | 'step';

/** The pause is there for a clock to move on, not for work to be done. */
const passingOfTime = /expir|\bttl\b|time ?_?out|still|lifetime|stale|debounc|throttl/i;

/** Said of a test or a pause that is there to see that nothing happens. */
const nothingMoves =
  /\b(?:not|never|no longer|none|nothing|still|stays?|remains?|unchanged|keeps?|continues?|stable|ignor\w*|avoid\w*|only once|(?:fire|call|run|render|emit|notif)\w* once|erroneously)\b|n't\b/i;

export function purposeOf(context: RuleContext, following: Following): Purpose {
  const { file, source } = context;
  const { test, wait, next } = following;
  const isTypeScript = file.language === 'typescript';
  const straight = next !== undefined && followsDirectly(context, wait, next);
  const comment = isTypeScript ? commentsOfParagraph(source, wait) : '';
  if (
    straight &&
    saysNothingHappened(next, source) &&
    !(isTypeScript && wasOtherBefore(file, source, test, wait, next))
  )
    return turnsAround(file, source, test, wait, next) ? 'gone' : 'absent';
  const denies = isTypeScript && next !== undefined && saysNothingHappened(next, source);
  if (denies && nothingMoves.test(mainClause(test)) && !wasOtherBefore(file, source, test, wait, next)) return 'absent';
  if (next && (straight || isTypeScript) && isCheckedBefore(context, test, wait, next)) return 'unchanged';
  if (isTypeScript && (nothingMoves.test(comment) || /\bno\b/i.test(comment))) return 'unchanged';
  if (straight && isTypeScript && expectsNoChange(context, test, wait, next)) return 'unchanged';
  // `expect(await title.textContent())`: the same can be said by an assertion that waits by itself.
  const readsPage = straight && next.actual !== undefined && /\bawait\b/.test(source.slice(next.actual));
  if (file.framework === 'playwright' && straight && next.asynchronous) return 'result';
  const said = `${test.title} ${commentAbove(source, wait.statement, file.language)}`;
  const letsTimePass = next?.compares === 'greater' || passingOfTime.test(said);
  if (straight && !letsTimePass && (file.framework !== 'playwright' || readsPage)) return 'result';
  return isTypeScript && leavesPending(context, following) ? 'pending' : 'step';
}

/** The last assertion before the pause is the same: what follows it is there to see that it still holds. */
function isCheckedBefore({ file, source }: RuleContext, test: Test, wait: Wait, next: Assertion): boolean {
  const before = file.assertions
    .filter((other) => other.span.end <= wait.span.start && inTest(file, test, other.function))
    .at(-1);
  return before !== undefined && source.slice(before.span) === source.slice(next.span);
}

/** What an assertion looks for was so before the pause, or the words around it say that it should stay so. */
function expectsNoChange({ file, source }: RuleContext, test: Test, wait: Wait, next: Assertion): boolean {
  // That it was called at all is something that happened, whatever the title denies.
  const isCall = next.compares === 'called' && !/Times|Once/.test(next.matcher);
  const said = `${isCall ? '' : mainClause(test)} ${source.text.slice(wait.statement.end, next.statement.start)}`;
  const run = [next, ...assertionsDirectlyAfter(file, source, wait.statement, wait.block)];
  return nothingMoves.test(said) || run.some((each) => holdsAlready(file, source, test, wait, each));
}

/** `shows the filter when not on a phone`: what comes behind the `when` denies nothing of what is checked. */
function mainClause({ title }: Test): string {
  return title.replace(/\b(?:when|while|if|unless|until|with|for)\b.*$/is, '');
}

/** Said of a pause whose length is what the test is about. */
const takesTime =
  /\bsimulat|\bdelay|\bslow(?!er)|\breal (?:life|user)\b|\bdifferent (?:\w+ )?times?\b|\bapart\b|threshold/i;

/** The pause is there for time to pass: it says so, its length changes from round to round, or what follows is compared with it. */
export function isTimeItself({ file, source }: RuleContext, { test, wait }: Following): boolean {
  if (takesTime.test(commentsOfParagraph(source, wait))) return true;
  const length = source.slice(wait.span);
  const isSwept = [...climb(file, wait.block)].some(({ kind, loop, construct, span }) => {
    const counter = /^for\s*\(\s*let\s+(\w+)/.exec(source.text.slice(construct.start, span.start))?.[1];
    return (
      kind === 'loop' && loop === 'counted' && counter !== undefined && new RegExp(wholeName(counter)).test(length)
    );
  });
  const isComparedWithIt = file.assertions.some(
    ({ compares, expected, span, function: id }) =>
      compares === 'greater' &&
      span.start > wait.span.end &&
      wait.ms !== undefined &&
      expected !== undefined &&
      Number(source.slice(expected).replaceAll('_', '')) === wait.ms &&
      inTest(file, test, id),
  );
  return isSwept || isComparedWithIt;
}

/** The comments on the pause, and those up to the blank line above it. */
function commentsOfParagraph(source: Source, { statement }: Wait): string {
  const own = source.text.slice(statement.end, source.nextLine(statement.end));
  const above = source.text.slice(0, source.lineStart(statement.start)).split('\n').slice(0, -1).slice(-8);
  const paragraph = above.slice(above.findLastIndex((line) => line.trim() === '') + 1);
  return [...paragraph, own].flatMap((line) => /\/\/.*$/.exec(line)?.[0] ?? []).join(' ');
}

/** `const answer = ask(); await sleep(100); abort(); await answer`: a promise kept before the pause is awaited behind it. */
function leavesPending({ file, source }: RuleContext, { test, wait }: Following): boolean {
  return file.variables.some(
    ({ initial, initializer, accesses, function: from }) =>
      initializer !== undefined &&
      initial?.kind === 'call' &&
      initial.awaited !== true &&
      initializer.end <= wait.span.start &&
      inTest(file, test, from) &&
      accesses.some(
        ({ span }) =>
          span.start >= wait.span.end &&
          /\bawait\s+(?:Promise\.all\(\[[^\]]*|expect\()?$/.test(source.text.slice(span.start - 60, span.start)),
      ),
  );
}
