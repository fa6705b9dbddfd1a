import type { Decorator, Modifier, Span } from '../facts.ts';
import { pathOf, type Scope } from './scopes.ts';
import type { Session } from './session.ts';
import { child, code, type Syntax } from './syntax.ts';

const marks = /^pytest\.mark\.(\w+)/;
/** unittest's and other libraries' decorators under the name of the mark that means the same. */
const equivalents: Readonly<Record<string, string>> = {
  'unittest.skip': 'skip',
  'unittest.skipIf': 'skipif',
  'unittest.skipUnless': 'skipif',
  'unittest.expectedFailure': 'xfail',
  'parameterized.parameterized': 'parametrize',
  'parameterized.parameterized.expand': 'parametrize',
  'ddt.data': 'parametrize',
  'hypothesis.given': 'given',
  'sqlalchemy.testing.combinations': 'parametrize',
  'sqlalchemy.testing.combinations_list': 'parametrize',
  'sqlalchemy.testing.variation': 'parametrize',
};

function markName(path: string): string | undefined {
  return marks.exec(path)?.[1] ?? (Object.hasOwn(equivalents, path) ? equivalents[path] : undefined);
}

/** Marks among decorators; each one's span is the lines a fix would remove. */
export function marksOf(decorators: readonly Decorator[], session: Session): Modifier[] {
  return decorators.flatMap(({ callee, span }) => {
    const name = markName(callee);
    return name === undefined ? [] : [{ name, span: wholeLines(span, session.text), prefix: false }];
  });
}

function wholeLines({ start, end }: Span, text: string): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = text.indexOf('\n', end);
  const to = lineBreak < 0 ? text.length : lineBreak + 1;
  // A comment behind the decorator goes with it; other code on its lines does not.
  const alone = text.slice(from, start).trim() === '' && /^\s*(#.*)?$/.test(text.slice(end, to));
  return alone ? { start: from, end: to } : { start, end };
}

/** `pytestmark = pytest.mark.x` or a list of such, directly in this body. */
export function pytestmark(body: Syntax, scope: Scope, session: Session): Modifier[] {
  return body.children.flatMap((statement) => {
    const assignment = statement.children.find(({ type }) => type === 'assignment');
    const left = child(assignment, 'left');
    const right = child(assignment, 'right');
    if (!left || !right || session.slice(left) !== 'pytestmark') return [];
    if (right.type !== 'list' && right.type !== 'tuple') return mark(right, statement, scope);
    return code(right).flatMap((item) => mark(item, item, scope));
  });
}

function mark(node: Syntax, removable: Syntax, scope: Scope): Modifier[] {
  const called = node.type === 'call' ? child(node, 'function') : node;
  const name = called && markName(pathOf(called, scope).canonical);
  return name === undefined ? [] : [{ name, span: { start: removable.start, end: removable.end }, prefix: false }];
}
