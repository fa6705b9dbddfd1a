import type { Assertion } from '../facts.ts';
import { pathOf } from './scopes.ts';
import type { Mutable, Place, Session } from './session.ts';
import { argumentOf } from './shapes.ts';
import { child, code, type Syntax, span, unwrap } from './syntax.ts';
import { standing, type Walk } from './walk.ts';

type Reading = Pick<Assertion, 'matcher' | 'compares' | 'negated' | 'actual'> & Partial<Pick<Assertion, 'expected'>>;

/** `assert condition, message`. */
export function readAssert(node: Syntax, walk: Walk, place: Place): void {
  const { session } = walk;
  const [condition, ...message] = code(node);
  if (!condition) return;
  const assertion: Mutable<Assertion> = {
    id: session.assertions.length,
    ...standing(node, place),
    style: 'assert',
    asynchronous: false,
    handling: 'dropped',
    ...read(condition, place, session),
  };
  session.assertions.push(assertion);
  walk.expression(condition, place, 'asserted');
  assertion.condition = argumentOf(condition, place.scope, session);
  for (const inner of message) walk.expression(inner, place, 'other');
}

/** `raise AssertionError(…)` fails the test as an assertion does. */
export function readRaise(node: Syntax, { session }: Walk, place: Place): void {
  const [raised] = code(node);
  if (!raised) return;
  const path = pathOf(raised, place.scope).canonical;
  if (path !== 'AssertionError' && path !== 'AssertionError()') return;
  session.assertions.push({
    id: session.assertions.length,
    ...standing(node, place),
    style: 'other',
    matcher: 'raise AssertionError',
    compares: 'other',
    negated: false,
    asynchronous: false,
    handling: 'dropped',
  });
}

function read(condition: Syntax, place: Place, session: Session): Reading {
  const at = unwrap(condition);
  if (at.type === 'not_operator') {
    const operand = child(at, 'argument');
    const inner = operand && read(operand, place, session);
    if (inner) return { ...inner, negated: !inner.negated };
  }
  if (at.type === 'comparison_operator') return comparison(at, session);
  if (at.type === 'boolean_operator') {
    return { matcher: child(at, 'operator')?.type ?? 'and', compares: 'other', negated: false, actual: span(at) };
  }
  if (at.type === 'call') {
    const called = child(at, 'function');
    const path = called ? pathOf(called, place.scope).canonical : '';
    const [actual, expected] = code(child(at, 'arguments') ?? at);
    if ((path === 'isinstance' || path === 'issubclass') && actual && expected) {
      return { matcher: path, compares: 'type', negated: false, actual: span(actual), expected: span(expected) };
    }
  }
  if (at.type === 'attribute' && /\.(called|called_once)$/.test(session.slice(at))) {
    return { matcher: 'called', compares: 'called', negated: false, actual: span(at) };
  }
  return { matcher: 'truthy', compares: 'truthy', negated: false, actual: span(at) };
}

const operators: Readonly<Record<string, readonly [Assertion['compares'], boolean]>> = {
  '==': ['equal', false],
  '!=': ['equal', true],
  '<>': ['equal', true],
  is: ['equal', false],
  'is not': ['equal', true],
  '<': ['less', false],
  '<=': ['less', false],
  '>': ['greater', false],
  '>=': ['greater', false],
  in: ['contains', false],
  'not in': ['contains', true],
};

function comparison(at: Syntax, session: Session): Reading {
  const parts = code(at);
  const written = parts
    .filter(({ field }) => field === 'operators')
    .map((each) => session.slice(each).replace(/\s+/g, ' '));
  const [left, right] = parts.filter(({ field }) => field !== 'operators');
  const [operator = ''] = written;
  const known = operators[operator];
  if (written.length !== 1 || !known || !left || !right) {
    return { matcher: written.join(' '), compares: 'other', negated: false, actual: span(at) };
  }
  return { matcher: operator, compares: known[0], negated: known[1], actual: span(left), expected: span(right) };
}
