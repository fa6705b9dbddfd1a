import { child, code, has, type Syntax, unwrap } from '../syntax.ts';
import type { Around, Check } from './around.ts';

const futures = new Set(
  (
    'nested_scopes generators division absolute_import with_statement print_function unicode_literals barry_as_FLUFL ' +
    'generator_stop annotations'
  ).split(' '),
);

/** What cannot be written to or deleted, with the name that Python has for it. */
const noTargets: Readonly<Record<string, string>> = {
  call: 'function call',
  integer: 'literal',
  float: 'literal',
  string: 'literal',
  none: 'None',
  true: 'True',
  false: 'False',
  binary_operator: 'expression',
  unary_operator: 'expression',
  boolean_operator: 'expression',
  not_operator: 'expression',
  comparison_operator: 'comparison',
  conditional_expression: 'conditional expression',
  lambda: 'lambda',
  await: 'await expression',
  list_comprehension: 'list comprehension',
  dictionary_comprehension: 'dict comprehension',
  set_comprehension: 'set comprehension',
  generator_expression: 'generator expression',
  dictionary: 'dict literal',
  set: 'set display',
};

/** What is wrong with one node by itself. */
export function checkStatement(node: Syntax, around: Around, check: Check): void {
  const { text, report } = check;
  switch (node.type) {
    case 'module':
      return;
    case 'assignment':
    case 'augmented_assignment':
      checkAssignment(node, check);
      return;
    case 'for_statement': {
      const left = child(node, 'left');
      if (left) checkPattern(left, check, true);
      return;
    }
    case 'as_pattern_target':
      for (const target of code(node)) checkWritten(target, 'assign to', check);
      return;
    case 'delete_statement':
      for (const target of code(node)) checkWritten(target, 'delete', check);
      return;
    case 'expression_statement':
    case 'return_statement':
      checkBareStar(node, check);
      return;
    case 'tuple': {
      const [only, second] = code(node);
      if (only?.type === 'list_splat' && !second && !text.slice(only.end, node.end).includes(','))
        report('cannot use starred expression here', only);
      return;
    }
    case 'try_statement':
      checkTry(node, check);
      return;
    case 'wildcard_import':
      if (around.unit !== 'module') report('import * only allowed at module level', node);
      return;
    case 'import_from_statement':
      if (text[node.end - 1] === ',') report('trailing comma not allowed without surrounding parentheses', node);
      return;
    case 'future_import_statement':
      checkFuture(node, around, check);
      return;
    case 'named_expression':
      checkWalrus(node, around, check);
      return;
    case 'print_statement':
    case 'exec_statement':
      // `print -1` is a subtraction.
      if (/^(?:print|exec)\b\s*["'\w]/.test(text.slice(node.start, node.start + 40)))
        report(`missing parentheses in call to '${node.type === 'print_statement' ? 'print' : 'exec'}'`, node);
      return;
    case 'raise_statement':
      if (has(node, 'expression_list')) report('`raise E, value` is Python 2; write raise E(value)', node);
      return;
    case 'assert_statement':
      if (code(node).length > 2) report('assert takes a condition and one message', node);
      return;
    case 'comparison_operator':
      if (has(node, '<>')) report('`<>` is Python 2; write !=', node);
      return;
    case 'integer':
      if (/^0[\d_]*[1-9][\d_]*$|[lL]$/.test(text.slice(node.start, node.end)))
        report(`${text.slice(node.start, node.end)} is no number of Python 3`, node);
      return;
    case 'match_statement':
      checkMatch(node, check);
      return;
    default:
  }
}

function checkAssignment(node: Syntax, check: Check): void {
  const left = child(node, 'left');
  const right = child(node, 'right');
  if (!left) return;
  const isList = /^(?:pattern_list|list_pattern)$/.test(left.type);
  const isTuple = left.type === 'tuple_pattern' && /,/.test(check.text.slice(left.start, left.end));
  if (node.type === 'augmented_assignment') {
    if (isList || isTuple) check.report('cannot add to several targets at once', left);
  } else if (child(node, 'type')) {
    if (isList || isTuple) check.report('only a single target can be annotated', left);
  } else checkPattern(left, check, true);
  if (right?.type === 'list_splat') check.report("can't use starred expression here", right);
}

/** At most one star in a list of targets, and none outside of one. */
function checkPattern(target: Syntax, check: Check, isAlone = false): void {
  if (isAlone && target.type === 'list_splat_pattern')
    check.report('starred assignment target must be in a list or tuple', target);
  if (!/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target.type)) return;
  const [, second] = code(target).filter(({ type }) => type === 'list_splat_pattern');
  if (second) check.report('multiple starred expressions in assignment', second);
  for (const inner of code(target)) checkPattern(inner, check);
}

function checkWritten(target: Syntax, verb: string, check: Check): void {
  const at = unwrap(target);
  const reason = Object.hasOwn(noTargets, at.type) ? noTargets[at.type] : undefined;
  if (reason !== undefined) check.report(`cannot ${verb} ${reason}`, at);
  else if (verb === 'delete' && at.type === 'list_splat') check.report('cannot delete starred', at);
  else if (/^(?:tuple|list|expression_list)$/.test(at.type))
    for (const inner of code(at)) checkWritten(inner, verb, check);
}

function checkBareStar(node: Syntax, check: Check): void {
  const [only, second] = code(node);
  if (second || !only) return;
  // `*a,` is a tuple.
  const isTuple = check.text.slice(only.end, node.end).includes(',');
  if (only.type === 'list_splat' && !isTuple) check.report("can't use starred expression here", only);
  if (only.type === 'named_expression' && node.type === 'expression_statement')
    check.report('`:=` needs parentheses where it is a statement', only);
}

function checkTry(node: Syntax, { text, report }: Check): void {
  const handlers = node.children.filter(({ type }) => type === 'except_clause' || type === 'except_group_clause');
  if (handlers.length === 0 && !has(node, 'finally_clause')) {
    report("expected 'except' or 'finally' block", { start: node.start, end: node.start + 3 });
    return;
  }
  const isGroup = (handler: Syntax) => /^except\s*\*/.test(text.slice(handler.start, handler.start + 20));
  const bare = handlers.findIndex((handler) => !child(handler, 'value') && !isGroup(handler));
  const early = bare >= 0 && bare < handlers.length - 1 ? handlers[bare] : undefined;
  if (early) report("default 'except:' must be last", { start: early.start, end: early.start + 6 });
  const [first] = handlers;
  if (first && handlers.some((handler) => isGroup(handler) !== isGroup(first)))
    report("cannot have both 'except' and 'except*' on the same 'try'", { start: node.start, end: node.start + 3 });
}

function checkFuture(node: Syntax, around: Around, { text, report }: Check): void {
  // Only a docstring, comments and other imports from __future__ may stand before it.
  const before = text.slice(0, node.start);
  const rest = before
    .replace(/^\uFEFF/, '')
    .replace(
      /^(?:\s|#[^\n]*|\\\n)*(?:[rRuU]?(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')(?:\s|#[^\n]*|\\\n|;)*)*/,
      '',
    )
    .replace(/from\s+__future__\s+import\s*(?:\([^)]*\)|[^\n;(]*)[\n;]?|\s|#[^\n]*/g, '');
  if (around.unit !== 'module' || rest !== '')
    report('from __future__ imports must occur at the beginning of the file', node);
  for (const name of node.children) {
    const written = text.slice(name.start, name.end).replace(/\s+as\s[\s\S]*$/, '');
    if (name.field === 'name' && !futures.has(written)) report(`future feature ${written} is not defined`, name);
  }
}

function checkWalrus(node: Syntax, around: Around, { text, report }: Check): void {
  const name = child(node, 'name');
  if (around.inIterable) {
    report('assignment expression cannot be used in a comprehension iterable expression', node);
  } else if (name && around.targets?.has(text.slice(name.start, name.end))) {
    report('assignment expression cannot rebind comprehension iteration variable', node);
  } else if (around.comprehension && around.unit === 'class') {
    report('assignment expression within a comprehension cannot be used in a class body', node);
  }
}

/** A pattern that takes everything makes those below it unreachable. */
function checkMatch(node: Syntax, { text, report }: Check): void {
  const clauses = (child(node, 'body')?.children ?? []).filter(({ type }) => type === 'case_clause');
  for (const clause of clauses.slice(0, -1)) {
    const patterns = clause.children.filter(({ type }) => type === 'case_pattern');
    const [pattern] = patterns;
    if (!pattern || patterns.length > 1 || child(clause, 'guard')) continue;
    const written = text.slice(pattern.start, pattern.end);
    const isOpen = /^case\s+\w+\s*:/.test(text.slice(clause.start, clause.start + 100));
    if (!isOpen || !/^[A-Za-z_]\w*$/.test(written) || /^(?:None|True|False)$/.test(written)) continue;
    report(
      `${written === '_' ? 'wildcard' : `name capture '${written}'`} makes remaining patterns unreachable`,
      pattern,
    );
  }
}
