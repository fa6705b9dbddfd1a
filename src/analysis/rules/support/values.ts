import type { ClockRead, Span, TestFile, Variable } from '../../facts.ts';
import { isWithin } from '../../nesting.ts';
import { contains } from '../../source.ts';

/** The variable that a name means inside a function: the nearest one declared around it. */
export function variableNamed(file: TestFile, name: string, from: number): Variable | undefined {
  const visible = (namesOf(file).get(name) ?? []).filter((variable) => isWithin(file, from, variable.function));
  return visible.sort((a, b) => depth(file, b.function) - depth(file, a.function))[0];
}

const byName = new WeakMap<TestFile, ReadonlyMap<string, readonly Variable[]>>();

function namesOf(file: TestFile): ReadonlyMap<string, readonly Variable[]> {
  const known = byName.get(file);
  if (known) return known;
  const names = new Map<string, Variable[]>();
  for (const variable of file.variables) {
    const others = names.get(variable.name);
    if (others) others.push(variable);
    else names.set(variable.name, [variable]);
  }
  byName.set(file, names);
  return names;
}

function depth(file: TestFile, id: number): number {
  let steps = 0;
  for (let fn = file.functions[id]; fn && fn.id !== 0; fn = file.functions[fn.parent]) steps += 1;
  return steps;
}

/** The clock readings written inside a span. */
export function readingsIn(file: TestFile, span: Span): ClockRead[] {
  return file.clocks.filter((clock) => contains(span, clock.span));
}

/** The variables read inside a span, each once. */
export function variablesReadIn(file: TestFile, span: Span): Variable[] {
  return file.variables.filter((variable) =>
    variable.accesses.some((access) => access.kind === 'read' && contains(span, access.span)),
  );
}
