import type { Argument, Assertion } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { variableNamed } from '../values.ts';
import { partsOf } from './parts.ts';

/** The HTTP status codes that an assertion lets pass. */
export interface AcceptedCodes {
  readonly codes: readonly number[];
  /** As a reader would name them: `200, 404 and 500`, or the comparison. */
  readonly written: string;
  /** A range, as written. */
  readonly isRange: boolean;
}

type Sources = Pick<RuleContext, 'file' | 'source'>;

/** One of each class, for ranges; and those at the ends of classes. */
const samples = [200, 204, 299, 300, 304, 399, 400, 404, 422, 499, 500, 503, 599];

/** Status codes by the names that `http.HTTPStatus` has for them, those that tests speak of. */
const named: Readonly<Record<string, number>> = {
  OK: 200,
  CREATED: 201,
  ACCEPTED: 202,
  NO_CONTENT: 204,
  PARTIAL_CONTENT: 206,
  MULTI_STATUS: 207,
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  NOT_MODIFIED: 304,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  PAYMENT_REQUIRED: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  CONFLICT: 409,
  GONE: 410,
  PRECONDITION_FAILED: 412,
  REQUEST_ENTITY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_ENTITY: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  BAD_GATEWAY: 502,
  SERVICE_UNAVAILABLE: 503,
  GATEWAY_TIMEOUT: 504,
};

/** `status in (200, 404)`, `status == 200 or status == 404`, `status < 500`, `assertIn(status, …)`; undefined for one code and for what is none. */
export function acceptedCodes(context: Sources, assertion: Assertion): AcceptedCodes | undefined {
  if (assertion.negated) return undefined;
  const { subject, values } = partsOf(context.file, assertion);
  if (!subject) return undefined;
  const { condition } = assertion;
  const from = assertion.function;
  if (!condition) {
    if (assertion.matcher === 'assertTrue') return fromCondition(context, subject, from);
    const operator = unittestOperators[assertion.matcher];
    return operator === undefined ? undefined : compared(context, operator, [subject, ...values], from, assertion);
  }
  return fromCondition(context, condition, from);
}

const unittestOperators: Readonly<Record<string, string>> = {
  assertIn: 'in',
  assertLess: '<',
  assertLessEqual: '<=',
  assertGreaterEqual: '>=',
  assertGreater: '>',
};

function fromCondition(context: Sources, condition: Argument, from: number): AcceptedCodes | undefined {
  const { operator, operands = [] } = condition;
  if (operator === undefined) return undefined;
  if (operator === 'or') {
    const codes = anyOf(context, condition, from);
    return codes && { codes: codes.codes, written: list(codes.codes), isRange: false };
  }
  return compared(context, operator, operands, from, condition);
}

function compared(
  context: Sources,
  operator: string,
  operands: readonly Argument[],
  from: number,
  whole: Pick<Argument, 'span'>,
): AcceptedCodes | undefined {
  const [subject, other] = operands;
  if (!subject || !other) return undefined;
  if (operator === 'in') {
    if (!isStatus(context, subject, from)) return undefined;
    const codes = codesIn(context, other, from);
    return codes && codes.length > 1 ? { codes, written: list(codes), isRange: false } : undefined;
  }
  const between = chain(context, operator, operands, from);
  return between && { codes: between, written: context.source.slice(whole.span).replace(/\s+/g, ' '), isRange: true };
}

/** `status == 200 or status in (404, 410)`: every part speaks of the same status. */
function anyOf(
  context: Sources,
  { operator, operands = [] }: Argument,
  from: number,
): { readonly subject: string; readonly codes: number[] } | undefined {
  const [left, right] = operands;
  if (!left || !right) return undefined;
  if (operator === 'or') {
    const [first, second] = [anyOf(context, left, from), anyOf(context, right, from)];
    if (!first || !second || first.subject !== second.subject) return undefined;
    return { subject: first.subject, codes: [...new Set([...first.codes, ...second.codes])] };
  }
  if (!isStatus(context, left, from)) return undefined;
  const subject = context.source.slice(left.span);
  const code = codeOf(right);
  if (operator === '==' && code !== undefined) return { subject, codes: [code] };
  const codes = operator === 'in' ? codesIn(context, right, from) : undefined;
  return codes && { subject, codes };
}

/** Which of the codes lie in `200 <= status < 500`. */
function chain(context: Sources, operators: string, operands: readonly Argument[], from: number): number[] | undefined {
  const steps = operators.split(' ');
  if (!steps.every((step) => /^[<>]=?$/.test(step)) || steps.length !== operands.length - 1) return undefined;
  if (operands.filter((operand) => isStatus(context, operand, from)).length !== 1) return undefined;
  const limits = operands.map((operand) => (isStatus(context, operand, from) ? 'status' : codeOf(operand, 99)));
  if (limits.includes(undefined)) return undefined;
  return samples.filter((code) =>
    steps.every((step, at) => holds(valueAt(limits, at, code), step, valueAt(limits, at + 1, code))),
  );
}

function valueAt(limits: readonly (number | 'status' | undefined)[], at: number, code: number): number {
  const limit = limits[at];
  return typeof limit === 'number' ? limit : code;
}

function holds(left: number, operator: string, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

/** `response.status_code`, `resp.status` and variables that are called so, or were read from there. */
function isStatus({ file, source }: Sources, { kind, span, value }: Argument, from: number): boolean {
  const text = source.slice(span).replace(/\s+/g, '');
  if (/(?:\.|\b)(?:http_)?status_code$|\.(?:status|getcode\(\))$|\[['"]status(?:_code|Code)?['"]\]$/.test(text))
    return true;
  if (kind !== 'name' || !/^\w+$/.test(String(value))) return false;
  if (/(?:^|_)status(?:_code)?$/.test(text)) return true;
  const initializer = variableNamed(file, text, from)?.initializer;
  return initializer !== undefined && /\.(?:status_code|status)$/.test(source.slice(initializer));
}

/** The codes of a literal collection, of a variable bound to one, of `range(200, 500)`; undefined when one is no status code. */
function codesIn(context: Sources, collection: Argument, from: number): number[] | undefined {
  const { file } = context;
  if (collection.kind === 'name') {
    const variable = variableNamed(file, String(collection.value), from);
    const isFixed = variable?.constant === true && variable.accesses.every(({ kind }) => kind === 'read');
    const initial = isFixed ? variable.initial : undefined;
    return initial && initial.kind !== 'name' ? codesIn(context, initial, from) : undefined;
  }
  if (collection.kind === 'call' && collection.ref !== undefined) {
    const call = file.calls[collection.ref];
    const [start, end] = (call?.arguments ?? []).map((argument) => codeOf(argument));
    if (call?.callee !== 'range' || start === undefined || end === undefined) return undefined;
    return samples.filter((code) => code >= start && code < end);
  }
  const codes = collection.elements?.map((element) => codeOf(element));
  if (!codes || codes.length === 0) return undefined;
  const known = codes.flatMap((code) => (code === undefined ? [] : [code]));
  return known.length === codes.length ? [...new Set(known)] : undefined;
}

/** `404`, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`, `codes.not_found`. */
function codeOf({ kind, value }: Argument, atLeast = 100): number | undefined {
  if (kind === 'number') {
    const code = Number(value);
    return Number.isInteger(code) && code >= atLeast && code <= 600 ? code : undefined;
  }
  if (kind !== 'name') return undefined;
  const numbered = /\bHTTP_([1-5]\d\d)(?:_|$)/.exec(String(value))?.[1];
  if (numbered !== undefined) return Number(numbered);
  const name = /(?:HTTPStatus|codes|status)\.([A-Za-z_]+?)(?:\.value)?$/.exec(String(value))?.[1]?.toUpperCase();
  return name !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
}

/** `200, 404 and 500`. */
function list(codes: readonly number[]): string {
  const sorted = [...codes].sort((a, b) => a - b);
  if (sorted.length < 2) return sorted.join('');
  return `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`;
}
