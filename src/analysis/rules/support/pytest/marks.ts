import type { Argument, CallFact, FunctionFact, Span, TestFile } from '../../../facts.ts';

/** One use of a pytest mark: a decorator, an entry of `pytestmark`, or `marks=` of a parameter set. */
export interface Mark {
  /** `xfail` of `pytest.mark.xfail`. */
  readonly name: string;
  /** `pytest.mark.xfail(…)` without the decorator's `@`. */
  readonly span: Span;
  /** When it has arguments or at least parentheses. */
  readonly call?: CallFact;
  readonly on: 'function' | 'module' | 'class' | 'parameter';
  /** The function or class that it decorates. */
  readonly owner?: FunctionFact;
}

const path = /^(?:pytest\.)?mark\.(\w+)$/;
const known = new WeakMap<TestFile, readonly Mark[]>();

/** Every mark of a file, in the order of the source. */
export function marksIn(file: TestFile): readonly Mark[] {
  const found = known.get(file) ?? [...decorations(file), ...assigned(file), ...ofParameters(file)];
  known.set(file, found);
  return found.toSorted((a, b) => a.span.start - b.span.start);
}

function decorations(file: TestFile): Mark[] {
  return file.functions.flatMap((owner) =>
    owner.decorators.flatMap(({ callee, span, call }): Mark[] => {
      const name = path.exec(callee)?.[1];
      const fact = call === undefined ? undefined : file.calls[call];
      if (name === undefined) return [];
      const on = owner.role === 'suite' ? 'class' : 'function';
      const own = fact?.span ?? { start: span.start + 1, end: span.end };
      return [{ name, span: own, ...(fact && { call: fact }), on, owner }];
    }),
  );
}

function assigned(file: TestFile): Mark[] {
  return file.variables.flatMap(({ name, level, initial }): Mark[] => {
    if (name !== 'pytestmark' || !initial) return [];
    return marksOf(file, initial).map((mark) => ({ ...mark, on: level === 'class' ? 'class' : 'module' }));
  });
}

function ofParameters(file: TestFile): Mark[] {
  return file.calls.flatMap((call) => {
    const marks = call.callee === 'pytest.param' && call.arguments.find(({ name }) => name === 'marks');
    return marks ? marksOf(file, marks).map((mark): Mark => ({ ...mark, on: 'parameter' })) : [];
  });
}

function marksOf(file: TestFile, argument: Argument): Omit<Mark, 'on'>[] {
  const { kind, ref, value, span, elements = [] } = argument;
  if (kind === 'array') return elements.flatMap((element) => marksOf(file, element));
  const call = kind === 'call' && ref !== undefined ? file.calls[ref] : undefined;
  const name = path.exec(call?.callee ?? (kind === 'name' && typeof value === 'string' ? value : ''))?.[1];
  return name === undefined ? [] : [{ name, span, ...(call && { call }) }];
}
