import type { ClockRead, Span, TestFile, Variable } from '../../facts.ts';
import { isWithin } from '../../nesting.ts';
import { contains } from '../../source.ts';

/** The variable that a name means inside a function: the nearest one declared around it. */
export function variableNamed(file: TestFile, name: string, from: number): Variable | undefined {
  const visible = file.variables.filter(
    (variable) => variable.name === name && isWithin(file, from, variable.function),
  );
  return visible.sort((a, b) => depth(file, b.function) - depth(file, a.function))[0];
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
