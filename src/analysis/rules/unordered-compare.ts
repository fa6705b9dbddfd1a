import type { Argument, Assertion, CallFact, TestFile, Variable } from '../facts.ts';
import { functionsAround, isWithin } from '../nesting.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/unordered-compare.ts';
import { isEquality, plainName } from './support/assertions/claims.ts';
import { partsOf } from './support/assertions/parts.ts';
import { unorderedInPython } from './support/assertions/unordered-python.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

/**
 * A list whose order nobody promises, compared in order. `Set` and `Map` keep the order of insertion, so what counts is who
 * inserts; Node's `readdir` is sorted by libuv on Unix only (measured on Linux with 20 and 24: by bytes, `opendir` is not), and its
 * documentation promises nothing.
 */
export const unorderedCompare = defineRule({
  id: 'unordered-compare',
  title: 'Ordered comparison of something unordered',
  cause: 'unordered-collection',
  topic: 'flaky',
  severity: 'info',
  languages: ['typescript', 'python'],
  pattern: 'flaky/unordered-results',
  why: 'A directory listing, rows without ORDER BY and what parallel tasks leave behind come in an order that file system, database and timing decide. Compared in order, the test fails on another machine or under load.',
  examples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') {
      yield* unorderedInPython(context);
      return;
    }
    if (isTypeTest(file.path)) return;
    for (const assertion of file.assertions) {
      if (assertion.negated) continue;
      const { subject, values } = partsOf(file, assertion);
      const isOrdered = isEquality(plainName(assertion))
        ? isOrderedList(context, values[0], assertion.function)
        : assertion.matcher === 'toMatchInlineSnapshot' && isSnapshotOfSeveral(context, values.at(-1));
      if (!subject || !isOrdered) continue;
      const what = unordered(context, subject, assertion.function);
      if (what === undefined) continue;
      yield {
        at: assertion.span,
        message: `${what} This compares them in order. ${wayOut(assertion)}`,
      };
    }
  },
});

function wayOut({ compares, matcher }: Assertion): string {
  if (compares === 'snapshot') return 'Sort what goes into the snapshot.';
  return matcher.startsWith('to')
    ? 'Sort both sides, or expect the members: expect.arrayContaining with toHaveLength.'
    : 'Sort both sides.';
}

/** An inline snapshot of a list with at least two texts. */
function isSnapshotOfSeveral({ source }: RuleContext, snapshot: Argument | undefined): boolean {
  return snapshot?.kind === 'template' && (source.slice(snapshot.span).match(/^\s*\\?["'].*,$/gm)?.length ?? 0) > 1;
}

/** At least two elements, all there: nothing says that any order will do. */
function isOrderedList({ file }: RuleContext, expected: Argument | undefined, from: number): boolean {
  if (expected?.kind === 'array') {
    const elements = expected.elements ?? [];
    return elements.length > 1 && !elements.some(({ kind }) => kind === 'spread') && !allAlike(elements);
  }
  if (expected?.kind !== 'name') return false;
  const variable = variableNamed(file, String(expected.value), from);
  return variable?.constant === true && (variable.initial?.elements?.length ?? 0) > 1;
}

function allAlike([first, ...rest]: readonly Argument[]): boolean {
  return first?.value !== undefined && rest.every(({ kind, value }) => kind === first.kind && value === first.value);
}

function unordered(context: RuleContext, subject: Argument, from: number): string | undefined {
  const { file } = context;
  const call = callOf(file, subject);
  if (call) return unorderedCall(context, call);
  if (subject.kind !== 'name') return undefined;
  if (/\.rawHeaders$/.test(String(subject.value))) return 'Headers have no order that anything promises.';
  if (String(subject.value).includes('.')) return undefined;
  const variable = variableNamed(file, String(subject.value), from);
  if (!variable || isSorted(file, variable)) return undefined;
  const initial = variable.initial && callOf(file, variable.initial);
  if (initial && variable.constant) return unorderedCall(context, initial);
  return filledInParallel(file, variable) ? 'Parallel tasks fill the list, each when it is done.' : undefined;
}

function callOf(file: TestFile, argument: Argument): CallFact | undefined {
  return argument.kind === 'call' && argument.ref !== undefined ? file.calls[argument.ref] : undefined;
}

const listings = /^(?:fs(?:\.promises)?|fsp|fse|promises|memfs)\.readdir(?:Sync)?$|^readdir(?:Sync)?$/;
const globs = /^(?:fg|fastGlob|globby|glob|globSync|fs\.(?:promises\.)?glob(?:Sync)?)(?:\.(?:sync|glob|async))?$/;

function unorderedCall(context: RuleContext, call: CallFact): string | undefined {
  if (listings.test(call.callee))
    return 'Node promises no order for a directory listing; it happens to be sorted on Unix, by the bytes of the names.';
  if (globs.test(call.callee)) return 'What a glob finds comes in the order of the search, which nothing promises.';
  const text = queryOf(context, call);
  return text !== undefined && selectsMany(text)
    ? 'The query has no ORDER BY, so the rows come in any order.'
    : undefined;
}

/** The SQL a call is given, also one or two links up the chain: `db.prepare('SELECT …').all()`. */
function queryOf({ file, source }: RuleContext, call: CallFact): string | undefined {
  const chain = file.calls.filter((other) => contains(call.span, other.span) && other.span.start === call.span.start);
  for (const {
    arguments: [first],
  } of chain) {
    if (first?.kind === 'string' || first?.kind === 'template') return source.slice(first.span).slice(1, -1);
  }
  return undefined;
}

function selectsMany(sql: string): boolean {
  if (!/^\s*select\b[\s\S]*\bfrom\b/i.test(sql)) return false;
  return !/\border\s+by\b|\blimit\s+1\b|^\s*select\s+(?:count|sum|avg|min|max)\s*\(/i.test(sql);
}

/** `.sort()` in place, anywhere. */
function isSorted(file: TestFile, { name, accesses }: Variable): boolean {
  return (
    accesses.some(({ via }) => via === 'sort') ||
    file.calls.some(({ callee }) => callee === `${name}.sort` || callee === `${name}.toSorted`)
  );
}

/** `push` in a callback that `Promise.all` runs for each element, after it has waited for something. */
function filledInParallel(file: TestFile, variable: Variable): boolean {
  return variable.accesses.some((access) => {
    if (access.kind !== 'mutate' || !/^(?:push|unshift)$/.test(access.via ?? '')) return false;
    for (const fn of functionsAround(file, access.function)) {
      if (fn.id === variable.function) return false;
      const call = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
      if (!fn.async || !call || call.handling !== 'collected' || !/\.map$/.test(call.callee)) continue;
      return file.calls.some(
        (wait) =>
          wait.handling === 'awaited' && isWithin(file, wait.function, fn.id) && wait.span.end <= access.span.start,
      );
    }
    return false;
  });
}
