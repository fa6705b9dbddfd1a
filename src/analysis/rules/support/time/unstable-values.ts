import type { Argument, CallFact, Span, TestFile } from '../../../facts.ts';
import { memberOf } from '../assertions/parts.ts';
import { variableNamed } from '../values.ts';

/** A value of the test that is another on every run or every machine. */
export interface Unstable {
  readonly at: Span;
  readonly kind: 'time' | 'chance' | 'id' | 'place' | 'process' | 'float';
  /** The member of the object looked at that holds it. */
  readonly member?: string;
  /** What `expect.any` would take. */
  readonly type?: 'Date' | 'Number' | 'String';
  /** The reading or use as facts know it. */
  readonly function: number;
}

/** Values further away than this are not followed. */
const farthest = 5;

/** Give their argument another form and keep what is unstable in it. */
const reshapes =
  /^(?:String|Number|JSON\.stringify|Math\.(?:floor|round|ceil|trunc|abs)|(?:path\.)?(?:join|resolve|normalize))$/;
const places = /^(?:os\.|fs\.|fsp\.|fs\/promises\.)?(?:tmpdir|mkdtemp|mkdtempSync|hostname)$|^process\.cwd$/;
const placeNames = /^(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))$/;
const idPackages = /^(?:uuid|nanoid|cuid|ulid|@paralleldrive\/cuid2|(?:node:)?crypto)(?:\/|$)/;
/** Their last digits differ between engines and processors (excalidraw/excalidraw 661d6a4a75). */
const inexact = /^Math\.(?:sin|cos|tan|asin|acos|atan2?|exp|expm1|log|log2|log10|log1p|pow|sinh|cosh|tanh|cbrt|hypot)$/;

/** The unstable values that an expression visibly holds: in its members, elements, operands, or in the constants it names. */
export function* unstableIn(
  file: TestFile,
  value: Argument,
  from: number,
  member?: string,
  steps = 0,
): Generator<Unstable> {
  if (steps > farthest) return;
  const into = (inner: Argument, name = member) => unstableIn(file, inner, from, name, steps + 1);
  const found = (kind: Unstable['kind'], type?: Unstable['type']): Unstable => ({
    at: value.span,
    kind,
    function: from,
    ...(member !== undefined && { member }),
    ...(type && { type }),
  });
  switch (value.kind) {
    case 'object': {
      const properties = value.properties ?? [];
      for (const [index, { name, value: inner }] of properties.entries()) {
        const isReplaced = (other: Unstable) =>
          properties.slice(index + 1).some((later) => later.name !== '' && later.name === other.member);
        if (name !== '...') yield* into(inner, member ?? name);
        else for (const other of into(inner)) if (!isReplaced(other)) yield other;
      }
      return;
    }
    case 'array':
      for (const inner of value.elements ?? []) yield* into(inner);
      return;
    case 'other':
      if (/^(?:[+\-*/%]|\?\?|\|\||&&)$/.test(value.operator ?? ''))
        for (const inner of value.operands ?? []) yield* into(inner);
      return;
    case 'template':
      for (const call of file.calls) {
        const isOutermost = !file.calls.some(
          (other) => other !== call && inside(value.span, other.span) && inside(other.span, call.span),
        );
        if (inside(value.span, call.span) && isOutermost) yield* into({ span: call.span, kind: 'call', ref: call.id });
      }
      return;
    case 'name': {
      const name = String(value.value ?? '');
      if (placeNames.test(name)) yield found('place', 'String');
      else if (name === 'process.pid') yield found('process', 'Number');
      else yield* throughConstant(file, name, from, member, steps);
      return;
    }
    case 'call': {
      const call = file.calls[value.ref ?? -1];
      if (!call) return;
      if (reshapes.test(call.callee)) {
        for (const inner of call.arguments) yield* into(inner);
        return;
      }
      const what = sourceOf(file, call);
      if (what) yield { ...found(what.kind, what.type), at: what.at };
    }
  }
}

/** A constant that nothing changes after it was made. */
function* throughConstant(
  file: TestFile,
  path: string,
  from: number,
  member: string | undefined,
  steps: number,
): Generator<Unstable> {
  const [root = '', key, ...rest] = path.split('.');
  const variable = variableNamed(file, root, from);
  if (!variable?.constant || !variable.initial || rest.length > 0) return;
  if (variable.accesses.some(({ kind }) => kind !== 'read')) return;
  const value = key === undefined ? variable.initial : memberOf(variable.initial, key);
  if (value) yield* unstableIn(file, value, variable.function, member, steps + 1);
}

interface Source {
  readonly at: Span;
  readonly kind: Unstable['kind'];
  readonly type?: Unstable['type'];
}

/** A call that gives such a value, with the methods that are called on it: `new Date().toISOString()`. */
function sourceOf(file: TestFile, call: CallFact): Source | undefined {
  if (/\.(?:length|size|test|includes|startsWith|endsWith)$/.test(call.callee)) return undefined;
  const clock = file.clocks.find(({ span }) => begins(call, span));
  if (clock)
    return {
      at: clock.span,
      kind: 'time',
      type: typeAfter(call, clock.span, clock.via === 'new Date' ? 'Date' : 'Number'),
    };
  const chance = file.randoms.find(({ span, seeds }) => !seeds && begins(call, span));
  if (chance)
    return {
      at: chance.span,
      kind: 'chance',
      type: typeAfter(call, chance.span, chance.source === 'math' ? 'Number' : undefined),
    };
  const { callee, origin, span } = call;
  if (
    /(?:^|\.)(?:randomUUID|uuid|nanoid|v[1-7]|cuid|createId|ulid)$/.test(callee) &&
    (idPackages.test(origin?.module ?? '') || /^(?:globalThis\.|window\.)?crypto\./.test(callee))
  )
    return { at: span, kind: 'id', type: 'String' };
  if (places.test(callee)) return { at: span, kind: 'place', type: 'String' };
  return inexact.test(callee) ? { at: span, kind: 'float', type: 'Number' } : undefined;
}

function begins(call: CallFact, span: Span): boolean {
  return span.start === call.span.start && span.end <= call.span.end;
}

function typeAfter({ callee, span }: CallFact, source: Span, own: Unstable['type']): Unstable['type'] {
  if (span.end === source.end) return own;
  if (/\.(?:get\w+|valueOf)$/.test(callee)) return 'Number';
  return /\.(?:to\w*String|toJSON|toFixed|slice|substring|replace|format)$/.test(callee) ? 'String' : undefined;
}

function inside(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
