import type { FunctionFact } from './facts.ts';

/** Function 0 of every file: its code outside any function. */
export function moduleFunction(length: number): FunctionFact {
  const whole = { start: 0, end: length };
  return {
    id: 0,
    parent: 0,
    role: 'module',
    name: '',
    span: whole,
    body: whole,
    block: 0,
    async: false,
    generator: false,
    expressionBody: false,
    asyncInsertAt: 0,
    parameters: [],
    decorators: [],
    exported: false,
  };
}
