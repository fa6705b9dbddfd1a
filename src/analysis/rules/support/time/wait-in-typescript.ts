import { insert, isBlankOrComment, reindent, removeStatement, standsAlone } from '../../../edits/statements.ts';
import { atStartOfBody, importNames, localName, styleOf } from '../../../edits/typescript.ts';
import type { Assertion, Span, Test, Wait } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { runsInHook } from '../places.ts';
import { mockObject } from '../runner.ts';
import { hooksFor, inTest, modifierNames } from '../scope.ts';
import { assertionsDirectlyAfter } from '../state/runs.ts';

/**
 * Takes the pause away and retries the assertions behind it until they hold: `vi.waitFor`, Testing Library's `waitFor`, or
 * nothing at all where the assertion waits by itself. `run` is what directly follows the pause.
 */
export function waitForAssertions(
  { file, source }: RuleContext,
  wait: Wait,
  run: readonly Assertion[],
  read?: Span,
): FixDraft | undefined {
  const first = run[0];
  if (!first || !standsAlone(source, wait.statement)) return undefined;
  const removal = withBlankLine(source, removeStatement(source, wait.statement));
  if (file.framework === 'playwright') {
    if (!first.asynchronous || first.handling !== 'awaited') return undefined;
    return { title: 'Remove the pause: the next assertion waits by itself', safety: 'suggested', edits: [removal] };
  }
  const waiter = waiterOf();
  const retried = retriable(run);
  if (!waiter || retried.length === 0) return undefined;
  const wrapping = retried.length < run.length && read ? undefined : wrap({ source }, retried, waiter.call, read);
  if (!wrapping) return undefined;
  return {
    title: `Wait for the condition with ${waiter.call}`,
    safety: 'suggested',
    edits: [...importNames(file, source, waiter.module, [waiter.name]), removal, ...wrapping],
  };

  function waiterOf(): { module: string; name: string; call: string } | undefined {
    const library = file.imports.find((entry) => /^@testing-library\/(?!user-event|jest-dom)/.test(entry.module));
    if (library) {
      return { module: library.module, name: 'waitFor', call: localName(file, library.module, 'waitFor') };
    }
    if (file.framework !== 'vitest') return undefined;
    return { module: 'vitest', name: 'vi', call: `${localName(file, 'vitest', 'vi')}.waitFor` };
  }
}

/**
 * Lets a fake clock pass instead, in a file that knows fake timers and puts the real ones back after each test. Timers then
 * fire in order and the pause proves what it says.
 */
export function advanceInstead({ file, source }: RuleContext, test: Test, wait: Wait): FixDraft | undefined {
  const mock = file.framework === 'vitest' || file.framework === 'jest' ? mockObject(file) : undefined;
  const fn = file.functions[test.function];
  const fakesElsewhere = file.timers.some(({ operation }) => operation === 'fake');
  const restores = hooksFor(file, test).some(
    (hook) =>
      hook.kind === 'afterEach' &&
      file.timers.some(({ operation, function: at }) => operation === 'real' && runsInHook(file, hook).has(at)),
  );
  const isAlone = file.waits.filter((other) => inTest(file, test, other.function)).length === 1;
  if (!mock || !fn || wait.ms === undefined || wait.function !== test.function || !fakesElsewhere || !restores)
    return undefined;
  if (!isAlone || !standsAlone(source, wait.statement) || modifierNames(file, test).includes('concurrent'))
    return undefined;
  if (file.timers.some(({ function: at }) => inTest(file, test, at))) return undefined;
  const { semicolon } = styleOf(source);
  const start = atStartOfBody(source, fn, [`${mock}.useFakeTimers()${semicolon}`]);
  const text = `await ${mock}.advanceTimersByTimeAsync(${wait.ms})${semicolon}`;
  const pause = { ...wait.statement, text };
  return start && { title: 'Let a fake clock pass instead', safety: 'suggested', edits: [start, pause] };
}

/** Takes the blank line behind the pause along where another one, or the comment on it, stands above. */
function withBlankLine(source: Source, removal: Edit): Edit {
  const above = source.text.slice(source.lineStart(Math.max(0, removal.start - 1)), removal.start);
  const below = source.text.slice(removal.end, source.nextLine(removal.end));
  if (below.trim() !== '' || !/^\s*(?:\/\/.*)?\s*$/.test(above)) return removal;
  return { ...removal, end: source.nextLine(removal.end) };
}

/** Up to the first that is no plain `expect` or waits by itself. */
function retriable(run: readonly Assertion[]): Assertion[] {
  const end = run.findIndex((assertion) => assertion.asynchronous || assertion.style !== 'expect');
  return run.slice(0, end === -1 ? run.length : end);
}

/** Readings that cannot be made again and again. */
const changes =
  /\b(?:next|shift|pop|splice|send|post|put|patch|delete|create|insert|write|close|stop|start|run|execute|click|render)\w*\(/i;

/** `const rows = await list();` directly behind the pause, when nothing but the assertions behind it looks at `rows`. */
export function readingAfter({ file, source }: RuleContext, wait: Wait): Span | undefined {
  for (const { constant, declaration, nameSpan, function: from, accesses } of file.variables) {
    if (!constant || from !== wait.function || declaration.start < wait.statement.end) continue;
    const start = declaration.start - 'const '.length;
    const end = declaration.end + (source.text[declaration.end] === ';' ? 1 : 0);
    const isFirst = isBlankOrComment(source.text.slice(wait.statement.end, start), 'typescript');
    if (!isFirst || source.text.slice(start, declaration.start) !== 'const ' || nameSpan.start !== declaration.start)
      continue;
    if (changes.test(source.slice(declaration))) return undefined;
    const run = assertionsDirectlyAfter(file, source, { start, end }, wait.block);
    const isOnlyChecked = accesses.every(({ span }) => run.some(({ statement }) => contains(statement, span)));
    return run.length > 0 && isOnlyChecked ? { start, end } : undefined;
  }
  return undefined;
}

function wrap(
  { source }: Pick<RuleContext, 'source'>,
  run: readonly Assertion[],
  call: string,
  read?: Span,
): Edit[] | undefined {
  const first = run[0];
  const last = run.at(-1);
  if (!first || !last) return undefined;
  const span = { start: (read ?? first.statement).start, end: last.statement.end };
  const text = source.slice(span);
  const arrow = /\bawait\b/.test(text) ? 'async () =>' : '() =>';
  if (first === last && !read && !text.includes('\n')) {
    const end = first.statement.end - (text.endsWith(';') ? 1 : 0);
    return [insert(span.start, `await ${call}(${arrow} `), insert(end, ')')];
  }
  // Moving a template literal to the right would change what it says.
  if (/`[^`]*\n[^`]*`/.test(text)) return undefined;
  const indent = source.indentAt(span.start);
  const moved = reindent(source, indent + text, 1);
  const semicolon = text.endsWith(';') ? ';' : '';
  const body = `await ${call}(${arrow} {${source.eol}${moved}${source.eol}${indent}})${semicolon}`;
  return [{ ...span, text: body }];
}
