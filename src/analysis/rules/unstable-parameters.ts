import type { Argument, CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext, type Severity } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/unstable-parameters.ts';
import { tablesOf } from './support/parametrize/tables.ts';
import { variableNamed } from './support/values.ts';

/**
 * Parameters that are others, or stand in another order, in each process. Strings hash differently from process to process, so a
 * set of them has no fixed order; numbers hash to themselves.
 * Measured: with `-n 2` pytest-xdist stops with "Different tests were collected between gw0 and gw1".
 * Source: "Known limitations" of pytest-xdist's documentation.
 */
export const unstableParameters = defineRule({
  id: 'unstable-parameters',
  title: 'Parameters that differ from run to run',
  cause: 'unordered-collection',
  topic: 'parametrize',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'parametrize/tables',
  why: 'Parameters are computed anew in every process. When their order or their values differ, test ids change: pytest-xdist refuses to run because its workers collect different tests, `--last-failed` finds nothing, and a failing case cannot be run again by its id.',
  examples,
  *check(context) {
    const { file } = context;
    for (const { values, ids, single } of tablesOf(file)) {
      const report = values && judge(context, { values, ids, single });
      if (report) yield report;
    }
    for (const { decorator } of file.fixtures) {
      const call = decorator?.call === undefined ? undefined : file.calls[decorator.call];
      const params = call?.arguments.find(({ name }) => name === 'params');
      const report =
        params &&
        judge(context, { values: params, ids: call?.arguments.find(({ name }) => name === 'ids'), single: true });
      if (report) yield report;
    }
  },
});

interface Parameters {
  readonly values: Argument;
  readonly ids: Argument | undefined;
  /** Each value stands for one parameter and is not taken apart. */
  readonly single: boolean;
}

function judge(context: RuleContext, { values, ids, single }: Parameters): Report | undefined {
  const parallel = context.project.pytest?.runsParallel === true;
  const source = sourceOf(context, values);
  if (source?.kind === 'set') {
    return {
      at: values.span,
      severity: parallel ? 'error' : 'warning',
      message: `A set of strings has another order in every process, so the tests run in another order each time${workers(parallel)}. Put sorted(…) around it, or write a list.`,
      fix: orderFix(values, source),
    };
  }
  if (source?.kind === 'listing') {
    return {
      at: values.span,
      severity: 'info',
      message: `\`${source.name}\` gives names in the order of the file system, so tests and their numbers differ from machine to machine. Put sorted(…) around it.`,
      fix: orderFix(values, source),
    };
  }
  if (ids) return undefined;
  const random = randomIdIn(context, values, single);
  return (
    random && {
      at: random.span,
      severity: (parallel ? 'error' : 'warning') satisfies Severity,
      message: `This value is part of the test's id and another in every process: the id of a failure can never be run again${workers(parallel)}. Give it an id (pytest.param(…, id="…")) or a fixed value.`,
    }
  );
}

function workers(parallel: boolean): string {
  return parallel
    ? ', and pytest-xdist stops because its workers collect different tests'
    : ', and under pytest-xdist the workers collect different tests';
}

type Unordered =
  | { readonly kind: 'set'; readonly sortable: boolean; readonly wrapped?: CallFact }
  | { readonly kind: 'listing'; readonly name: string; readonly sortable: boolean; readonly wrapped?: CallFact };

/** Where the order comes from; `list(…)` and `tuple(…)` keep it, `sorted(…)` ends it. */
function sourceOf({ file }: RuleContext, values: Argument): Unordered | undefined {
  const call = callOf(file, values);
  const [inner, ...others] = call?.arguments ?? [];
  if (call && /^(?:list|tuple)$/.test(call.callee)) {
    if (!inner || others.length > 0) return undefined;
    const found = plainSource(file, inner, call);
    return found && { ...found, wrapped: call };
  }
  return plainSource(file, values, call);
}

const listings = /^(?:os\.listdir|os\.scandir|glob\.i?glob|(?:.*\.)(?:glob|rglob|iterdir))$/;

function plainSource(file: TestFile, argument: Argument, around: CallFact | undefined): Unordered | undefined {
  const set = setIn(file, argument);
  if (set) return { kind: 'set', sortable: set.every(({ kind }) => kind === 'string') };
  if (argument.kind === 'name' && typeof argument.value === 'string') {
    const variable = variableNamed(file, argument.value, 0);
    const isOnlyRead = variable?.accesses.every(({ kind }) => kind === 'read');
    const members = isOnlyRead && variable?.initial ? setIn(file, variable.initial) : undefined;
    return members && { kind: 'set', sortable: members.every(({ kind }) => kind === 'string') };
  }
  const call = callOf(file, argument);
  if (!call || call === around || !listings.test(call.callee)) {
    return call === around && call && listings.test(call.callee) ? listing(call) : undefined;
  }
  return listing(call);
}

function listing(call: CallFact): Unordered {
  const name = `${call.callee
    .split('.')
    .slice(-2)
    .join('.')
    .replace(/^\?\.|\(\)/g, '')}(…)`;
  return { kind: 'listing', name, sortable: !call.callee.endsWith('scandir') };
}

/** The members of a set whose order changes: at least one of them is a string, or holds one. */
function setIn(file: TestFile, argument: Argument): readonly Argument[] | undefined {
  if (argument.kind === 'array' && argument.form === 'set') return mixed(argument.elements);
  const call = callOf(file, argument);
  const [inner, ...others] = call?.arguments ?? [];
  if (!call || !/^(?:set|frozenset)$/.test(call.callee) || !inner || others.length > 0) return undefined;
  return inner.kind === 'array' ? mixed(inner.elements) : undefined;
}

function mixed(elements: readonly Argument[] | undefined): readonly Argument[] | undefined {
  return elements && elements.length > 1 && elements.some(holdsText) ? elements : undefined;
}

/** The empty text hashes to 0 everywhere. */
function holdsText({ kind, value, elements = [] }: Argument): boolean {
  return (kind === 'string' && value !== '') || elements.some(holdsText);
}

function callOf(file: TestFile, { kind, ref }: Argument): CallFact | undefined {
  return kind === 'call' && ref !== undefined ? file.calls[ref] : undefined;
}

/** Calls that give a string or number, which pytest writes into the id; an object becomes `name0`. */
const randomText =
  /^(?:random\.(?:random|randint|randrange|choice|uniform|getrandbits)|secrets\.(?:token_\w+|randbelow)|time\.(?:time|time_ns|monotonic|perf_counter)|os\.getpid|id|tempfile\.(?:mkdtemp|mktemp)|(?:datetime\.)?datetime\.(?:now|utcnow|today)\(\)\.(?:isoformat|strftime|timestamp)|(?:datetime\.)?date\.today\(\)\.(?:isoformat|strftime))$/;
const randomObject = /^uuid\.uuid[14]$/;

function randomIdIn({ file }: RuleContext, values: Argument, single: boolean): Argument | undefined {
  if (file.randoms.some(({ seeds, function: from }) => seeds && from === 0)) return undefined;
  const rows = values.kind === 'array' ? (values.elements ?? []) : [];
  for (const row of rows) {
    const param = callOf(file, row);
    const isParam = param?.callee === 'pytest.param';
    if (isParam && param.arguments.some(({ name }) => name === 'id')) continue;
    const inner = !single && row.kind === 'array' && row.form !== 'set' ? row.elements : undefined;
    const parts = isParam ? param.arguments.filter(({ name }) => name === undefined) : (inner ?? [row]);
    const found = parts.find((part) => isRandomText(file, part));
    if (found) return found;
  }
  return undefined;
}

function isRandomText(file: TestFile, value: Argument): boolean {
  const call = callOf(file, value);
  if (call && randomText.test(call.callee)) return true;
  const isText =
    value.kind === 'template' ||
    value.operator === '.hex' ||
    (call !== undefined && /^(?:str|repr|hex)$/.test(call.callee));
  return (
    isText &&
    file.calls.some(
      ({ callee, span }) => contains(value.span, span) && (randomObject.test(callee) || randomText.test(callee)),
    )
  );
}

/** The tests are the same in any order, and what is sorted is text or paths. A set literal of other values becomes a list. */
function orderFix(values: Argument, { wrapped, sortable }: Unordered): FixDraft | undefined {
  const { start, end } = values.span;
  if (!sortable) {
    const isLiteral = values.form === 'set' && values.elements?.every(({ kind }) => kind !== 'spread');
    if (!isLiteral) return undefined;
    return {
      title: 'Write the parameters as a list',
      safety: 'safe',
      edits: [
        { start, end: start + 1, text: '[' },
        { start: end - 1, end, text: ']' },
      ],
    };
  }
  return {
    title: 'Sort the parameters',
    safety: 'safe',
    edits: wrapped
      ? [{ ...wrapped.calleeSpan, text: 'sorted' }]
      : [
          { start, end: start, text: 'sorted(' },
          { start: end, end, text: ')' },
        ],
  };
}
