import type { Exit, Statement } from '../facts.ts';
import { pathOf } from './scopes.ts';
import type { Place, Session } from './session.ts';
import { argumentOf } from './shapes.ts';
import { child, code, type Syntax, span, unwrap } from './syntax.ts';
import { standing, type Walk } from './walk.ts';

/** `return x`, `raise X(…) from y`. */
export function recordExit(node: Syntax, kind: Exit['kind'], { session }: Walk, place: Place): void {
  const [value] = code(node);
  session.exits.push({
    ...standing(node, place),
    kind,
    ...(value && { value: argumentOf(value, place.scope, session) }),
  });
}

/** Notes expression statements that change nothing. */
export function recordIdle(node: Syntax, { session }: Walk, place: Place): void {
  if (!isIdle(node)) return;
  const at = unwrap(node);
  const isPath = at.type === 'attribute' || at.type === 'identifier';
  session.idle.push({
    ...standing(node, place),
    value: argumentOf(node, place.scope, session),
    ...(isPath && { path: pathOf(at, place.scope).canonical }),
  });
}

/** A comparison whose result nobody reads is a forgotten assertion, whatever its sides do. */
function isIdle(node: Syntax): boolean {
  const at = unwrap(node);
  switch (at.type) {
    case 'comparison_operator':
    case 'identifier':
    case 'attribute':
    case 'subscript':
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
      return true;
    case 'not_operator': {
      const operand = child(at, 'argument');
      return operand !== undefined && isIdle(operand);
    }
    case 'boolean_operator':
      return [child(at, 'left'), child(at, 'right')].every((side) => side !== undefined && isIdle(side));
    default:
      return false;
  }
}

const kinds: Readonly<Record<string, Statement['kind']>> = {
  assert_statement: 'assert',
  return_statement: 'return',
  raise_statement: 'raise',
  pass_statement: 'pass',
  import_statement: 'import',
  import_from_statement: 'import',
  future_import_statement: 'import',
  function_definition: 'definition',
  class_definition: 'definition',
  decorated_definition: 'definition',
  if_statement: 'compound',
  for_statement: 'compound',
  while_statement: 'compound',
  with_statement: 'compound',
  try_statement: 'compound',
  match_statement: 'compound',
};

/** The statements of a block's own body; not those of a loop's `else`, which stand in the block around it. */
export function recordStatements(body: Syntax, session: Session, { block }: Place): void {
  const owner = session.blocks[block];
  const isOwn = body.type === 'module' || (owner?.kind !== 'module' && owner?.span.start === body.start);
  if (!owner || !isOwn) return;
  owner.statements = code(body)
    .filter(({ type }) => type !== 'ERROR')
    .map((node) => ({ span: span(node), kind: kindOf(node) }));
}

function kindOf(node: Syntax): Statement['kind'] {
  if (node.type !== 'expression_statement') return kinds[node.type] ?? 'other';
  const type = code(node)[0]?.type;
  return type === 'assignment' || type === 'augmented_assignment' ? 'assignment' : 'expression';
}
