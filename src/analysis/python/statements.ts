import type { Handling } from '../facts.ts';
import { readAssert, readRaise } from './assert-statement.ts';
import { readClass } from './classes.ts';
import { readFor, readIf, readMatch, readTry, readWhile, readWith } from './control.ts';
import { environmentTarget } from './environment.ts';
import { readFunction } from './functions.ts';
import { readImport } from './imports.ts';
import { recordExit, recordIdle } from './lines.ts';
import { bindTarget, deleteTarget, updateTarget } from './names.ts';
import type { Place } from './session.ts';
import { child, code, type Syntax, span } from './syntax.ts';
import type { Walk } from './walk.ts';

/** Reads one statement; `place.statement` is set here. */
export function readStatement(node: Syntax, walk: Walk, outer: Place): void {
  const place: Place = { ...outer, statement: span(node) };
  switch (node.type) {
    case 'comment':
      return;
    case 'expression_statement':
      readExpressionStatement(node, walk, place);
      return;
    case 'return_statement':
      each(node, walk, place, 'returned');
      recordExit(node, 'return', walk, place);
      return;
    case 'assert_statement':
      readAssert(node, walk, place);
      return;
    case 'raise_statement':
      readRaise(node, walk, place);
      each(node, walk, place, 'other');
      recordExit(node, 'throw', walk, place);
      return;
    case 'delete_statement':
      for (const target of code(node)) {
        environmentTarget(target, undefined, place, walk.session);
        deleteTarget(target, walk, place);
      }
      return;
    case 'global_statement':
    case 'nonlocal_statement':
      for (const { start, end } of code(node)) {
        (node.type === 'global_statement' ? place.scope.globals : place.scope.nonlocals).add(
          walk.session.slice({ start, end }),
        );
      }
      return;
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      readImport(node, walk.session, place);
      return;
    case 'if_statement':
      readIf(node, walk, place);
      return;
    case 'match_statement':
      readMatch(node, walk, place);
      return;
    case 'for_statement':
      readFor(node, walk, place);
      return;
    case 'while_statement':
      readWhile(node, walk, place);
      return;
    case 'try_statement':
      readTry(node, walk, place);
      return;
    case 'with_statement':
      readWith(node, walk, place);
      return;
    case 'function_definition':
      readFunction(node, [], node, walk, place);
      return;
    case 'class_definition':
      readClass(node, [], node, walk, place);
      return;
    case 'decorated_definition':
      readDecorated(node, walk, place);
      return;
    case 'block':
    case 'module':
    case 'ERROR':
      for (const inner of node.children) readStatement(inner, walk, outer);
      return;
    default:
      each(node, walk, place, 'other');
      return;
  }
}

function each(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  for (const inner of code(node)) walk.expression(inner, place, handling);
}

function readDecorated(node: Syntax, walk: Walk, place: Place): void {
  const definition = child(node, 'definition');
  const decorators = node.children.filter(({ type }) => type === 'decorator');
  if (definition?.type === 'function_definition') readFunction(definition, decorators, node, walk, place);
  else if (definition?.type === 'class_definition') readClass(definition, decorators, node, walk, place);
}

function readExpressionStatement(node: Syntax, walk: Walk, place: Place): void {
  for (const inner of code(node)) {
    if (inner.type === 'assignment') readAssignment(inner, walk, place);
    else if (inner.type === 'augmented_assignment') readUpdate(inner, walk, place);
    // A string of its own is documentation, not a value.
    else if (inner.type !== 'string' && inner.type !== 'concatenated_string') {
      walk.expression(inner, place, 'dropped');
      recordIdle(inner, walk, place);
    }
  }
}

/** `a = b = value`: the value is read first, as Python does. */
function readAssignment(node: Syntax, walk: Walk, place: Place): void {
  const targets: Syntax[] = [];
  let value: Syntax | undefined = node;
  while (value?.type === 'assignment') {
    const left = child(value, 'left');
    if (left) targets.push(left);
    value = child(value, 'right');
  }
  if (value?.type === 'augmented_assignment') readUpdate(value, walk, place);
  else if (value) walk.expression(value, place, 'assigned');
  for (const target of targets) {
    if (value) environmentTarget(target, value, place, walk.session);
    bindPairwise(target, value, node, walk, place);
    const lambda =
      value?.type === 'lambda' ? walk.session.functions[walk.session.functionAt.get(value) ?? 0] : undefined;
    if (lambda && lambda.id !== 0 && target.type === 'identifier') lambda.name = walk.session.slice(target);
  }
}

/** `a, b = 1, 2` gives each name its own value. */
function bindPairwise(target: Syntax, value: Syntax | undefined, statement: Syntax, walk: Walk, place: Place): void {
  const names = target.type === 'pattern_list' || target.type === 'tuple_pattern' ? code(target) : undefined;
  if (!names) {
    bindTarget(target, walk, place, statement, value);
    return;
  }
  const values = value?.type === 'expression_list' || value?.type === 'tuple' ? code(value) : [];
  const matches = values.length === names.length && !names.some(({ type }) => type === 'list_splat_pattern');
  for (const [index, name] of names.entries())
    bindTarget(name, walk, place, statement, matches ? values[index] : undefined);
}

function readUpdate(node: Syntax, walk: Walk, place: Place): void {
  const left = child(node, 'left');
  const right = child(node, 'right');
  if (right) walk.expression(right, place, 'assigned');
  if (!left) return;
  if (right) environmentTarget(left, right, place, walk.session);
  updateTarget(left, walk.session.slice(child(node, 'operator') ?? left), walk, place);
}
