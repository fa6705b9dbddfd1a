import { importModule } from '../../../edits/python.ts';
import type { Argument, Assertion, CallFact, TestFile } from '../../../facts.ts';
import type { Edit, FixDraft, Report, RuleContext } from '../../../rule.ts';
import { testAround } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { partsOf } from './parts.ts';

/**
 * Python's side of float-equality: worth a look and no more, because what the same interpreter computes in the same order
 * is the same every time. It changes with the order of the terms, numpy's version, `math.fsum` (measured: `sum([0.1] * 10)`
 * is 0.9999999999999999 on Python 3.11 and 1.0 from 3.12 on, where `sum` compensates).
 */
export function* floatEqualityInPython(context: RuleContext): Iterable<Report> {
  const groups = new Map<number | undefined, Found[]>();
  for (const assertion of context.file.assertions) {
    const found = examine(context, assertion);
    const test = testAround(context.file, assertion.function)?.id;
    if (found && test !== undefined) groups.set(test, [...(groups.get(test) ?? []), found]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const more = group.length > 1 ? ` (and ${group.length - 1} more in this test)` : '';
    const written = context.source.slice(first.expected.span);
    const wayOut = first.assertion.style === 'unittest' ? 'assertAlmostEqual' : `pytest.approx(${written})`;
    yield {
      at: first.assertion.span,
      severity: 'info',
      message: `${first.why}, and no double is exactly ${written}: the comparison holds for one way to compute it only${more}. Compare with a tolerance: ${wayOut}.`,
      fix: withTolerance(context, group),
    };
  }
}

interface Found {
  readonly assertion: Assertion;
  readonly expected: Argument;
  readonly why: string;
}

function examine(context: RuleContext, assertion: Assertion): Found | undefined {
  const { file, source } = context;
  if (assertion.negated || !/^(?:==|assertEquals?)$/.test(assertion.matcher)) return undefined;
  const { subject, values } = partsOf(file, assertion);
  const [other] = values;
  if (!subject || !other) return undefined;
  const [computed, expected] = other.kind === 'number' ? [subject, other] : [other, subject];
  if (!isInexact(expected, source.slice(expected.span))) return undefined;
  const why = arithmeticIn(context, computed, assertion.function, source.slice(expected.span));
  return why === undefined ? undefined : { assertion, expected, why };
}

/** How the value is computed, when the test shows it. */
function arithmeticIn(
  { file, source }: RuleContext,
  computed: Argument,
  from: number,
  expected: string,
): string | undefined {
  const { operator, operands = [] } = computed;
  if (operator !== undefined && /^(?:[-+*/]|\*\*)$/.test(operator)) {
    const [left, right] = operands;
    if (operands.length !== 2 || !left || !right || operands.some(isExactKind)) return undefined;
    // `0.3 + 0.3` only doubles, which rounds nothing.
    const doubles = operator === '+' && source.slice(left.span) === source.slice(right.span);
    return doubles ? undefined : 'The value is computed here';
  }
  const call = callBehind(file, computed, from);
  if (!call) return undefined;
  // numpy's results and `sum` of decimals: the order of the terms decides.
  const adds =
    /^(?:sum|math\.(?:sqrt|exp|log|pow|sin|cos|tan|hypot)|statistics\.\w+|numpy\.(?:sum|mean|std|var|dot|prod|average))$/;
  if (!adds.test(call.callee)) return undefined;
  const numbers = call.arguments.flatMap(numbersIn).map(({ value }) => String(value));
  return numbers.includes(expected) ? undefined : `\`${call.callee}\` rounds at each step`;
}

/** Texts and lists have `+`, too; a `Decimal` and a `Fraction` are exact. */
function isExactKind({ kind, operands }: Argument): boolean {
  return ['string', 'template', 'array', 'object'].includes(kind) || operands?.some(isExactKind) === true;
}

function callBehind(file: TestFile, argument: Argument, from: number): CallFact | undefined {
  if (argument.kind === 'call') return argument.ref === undefined ? undefined : file.calls[argument.ref];
  if (argument.kind !== 'name') return undefined;
  const variable = variableNamed(file, String(argument.value), from);
  const initial = variable?.accesses.every(({ kind }) => kind === 'read') ? variable.initial : undefined;
  return initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
}

function numbersIn(argument: Argument): readonly Argument[] {
  return argument.kind === 'number' ? [argument] : (argument.elements ?? []).flatMap(numbersIn);
}

/** A literal that doubles hold only nearly: 0.1, but not 0.5 or 3.0. */
function isInexact({ kind, value }: Argument, text: string): boolean {
  const written = text.replaceAll('_', '');
  if (kind !== 'number' || !/^-?\d*\.\d+$/.test(written)) return false;
  // A binary fraction of n digits behind the point is a multiple of 1 / 2 ** n.
  const decimals = written.length - written.indexOf('.') - 1;
  return decimals > 20 || !Number.isInteger(Number(value) * 2 ** decimals);
}

/** Suggested: one part in a million is let through that was not before. */
function withTolerance({ file, source }: RuleContext, group: readonly Found[]): FixDraft | undefined {
  const edits = group.map(({ assertion, expected }): readonly Edit[] | undefined => {
    if (assertion.style === 'unittest') {
      const name = /^(?:self|cls)\.assertEquals?(?=\()/.exec(source.slice(assertion.span))?.[0];
      const start = assertion.span.start;
      return name === undefined ? undefined : [{ start, end: start + name.length, text: 'self.assertAlmostEqual' }];
    }
    const { local, edits: imports } = importModule(file, source, 'pytest');
    return [...imports, { ...expected.span, text: `${local}.approx(${source.slice(expected.span)})` }];
  });
  if (edits.includes(undefined)) return undefined;
  // The import is made once for all of them.
  const distinct = new Map(edits.flatMap((each) => (each ?? []).map((edit) => [`${edit.start} ${edit.text}`, edit])));
  return { title: 'Compare with a tolerance', safety: 'suggested', edits: [...distinct.values()] };
}
