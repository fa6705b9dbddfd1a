import type { SyntaxProblem } from '../facts.ts';
import type { Parsed } from './grammar.ts';
import { checkArguments, checkParameters } from './semantics/arguments.ts';
import { type Around, type Check, type Owner, runsAsync } from './semantics/around.ts';
import { checkComprehension } from './semantics/comprehensions.ts';
import { checkDeclarations } from './semantics/declarations.ts';
import { checkBlock, checkClauses } from './semantics/layout.ts';
import { checkStatement } from './semantics/statements.ts';
import { checkStrings } from './semantics/strings.ts';
import { child, code, findWithin, has, type Syntax } from './syntax.ts';

/** The grammar's copy ends at this depth; what is deeper has no children though its text has. */
const deepest = 380;

/**
 * What Python refuses to compile though the grammar reads it: then nothing of the file is collected. Only what every Python from
 * 3.11 on refuses, since the version that runs the tests may be newer.
 * Source: CPython's grammar (`invalid_…` rules), symtable.c and compile.c; held against `compile()` of Python 3.11 over 19,000 files.
 */
export function semanticProblems({ root, errors }: Parsed, text: string): SyntaxProblem[] {
  // Around what does not even parse every shape is a guess; and a tab behind spaces counts otherwise for the grammar than for Python.
  if (errors.length > 0 || /^ +\t/m.test(text)) return [];
  const problems: SyntaxProblem[] = [];
  const check: Check = {
    text,
    report: (message, { start, end }) => problems.push({ message, span: { start, end }, semantic: true }),
  };
  checkBlock(root, check, 0);
  visitAll(root, { unit: 'module', inLoop: false, depth: 0 }, check);
  if (/\b(?:global|nonlocal)\b/.test(text)) checkDeclarations(root, check);
  return problems.toSorted((a, b) => a.span.start - b.span.start);
}

function visitAll({ children }: Syntax, around: Around, check: Check): void {
  if (around.depth > deepest) return;
  const deeper = { ...around, depth: around.depth + 1 };
  for (const inner of children) visit(inner, deeper, check);
}

function visit(node: Syntax, around: Around, check: Check): void {
  switch (node.type) {
    case 'comment':
      return;
    case 'type':
      // An annotation may never be evaluated, but it is parsed.
      findWithin(node, (inner) => {
        if (inner.type === 'argument_list') checkArguments(inner, check);
        return false;
      });
      return;
    case 'identifier':
      if (node.end - node.start === 5 && /^(?:async|await)$/.test(check.text.slice(node.start, node.end)))
        check.report(`'${check.text.slice(node.start, node.end)}' is a keyword and no name`, node);
      return;
    case 'function_definition':
      visitFunction(node, around, check);
      return;
    case 'lambda':
      checkParameters(child(node, 'parameters'), check);
      visitPieces(child(node, 'parameters'), around, check);
      visitOne(child(node, 'body'), { unit: 'lambda', owner: newOwner(), inLoop: false, depth: around.depth }, check);
      return;
    case 'class_definition':
      visitOne(child(node, 'superclasses'), around, check);
      checkEmpty(node, child(node, 'body'), check);
      visitOne(child(node, 'body'), { ...around, unit: 'class', inLoop: false, targets: undefined }, check);
      return;
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      checkComprehension(node, around, check, (inner, place) => visitOne(inner, place, check));
      return;
    case 'for_statement':
    case 'while_statement':
      visitLoop(node, around, check);
      return;
    case 'await':
      checkAwait(node, around, check);
      break;
    case 'yield':
      checkYield(node, around, check);
      break;
    case 'return_statement':
      checkReturn(node, around, check);
      break;
    case 'break_statement':
    case 'continue_statement':
      if (!around.inLoop)
        check.report(
          node.type === 'break_statement' ? "'break' outside loop" : "'continue' not properly in loop",
          node,
        );
      return;
    case 'with_statement':
      if (has(node, 'async')) needsAsync('async with', node, around, check);
      break;
    case 'argument_list':
      checkArguments(node, check);
      break;
    case 'string':
    case 'concatenated_string':
      checkStrings(node, check);
      break;
    case 'block':
      checkBlock(node, check);
      break;
    default:
  }
  checkStatement(node, around, check);
  for (const inner of node.children) if (inner.type === 'block') checkEmpty(node, inner, check);
  checkClauses(node, check);
  visitAll(node, around, check);
}

function visitOne(node: Syntax | undefined, around: Around, check: Check): void {
  if (node && around.depth <= deepest) visit(node, { ...around, depth: around.depth + 1 }, check);
}

function newOwner(): Owner {
  return { async: false, yields: [], values: [] };
}

function visitFunction(node: Syntax, around: Around, check: Check): void {
  const parameters = child(node, 'parameters');
  const body = child(node, 'body');
  checkParameters(parameters, check);
  visitPieces(parameters, around, check);
  checkEmpty(node, body, check);
  const owner: Owner = { ...newOwner(), async: has(node, 'async') };
  const inside: Around = { unit: 'function', owner, inLoop: false, depth: around.depth };
  visitOne(body, inside, check);
  const [value] = owner.values;
  if (owner.async && owner.yields.length > 0 && value) check.report("'return' with value in async generator", value);
}

/** Defaults are evaluated where the function stands. */
function visitPieces(parameters: Syntax | undefined, around: Around, check: Check): void {
  for (const each of parameters?.children ?? []) visitOne(child(each, 'value'), around, check);
}

/** The `else` of a loop is outside of it. */
function visitLoop(node: Syntax, around: Around, check: Check): void {
  if (has(node, 'async')) needsAsync('async for', node, around, check);
  checkStatement(node, around, check);
  checkClauses(node, check);
  for (const inner of node.children) {
    if (inner.field === 'body') checkEmpty(node, inner, check);
    visitOne(inner, inner.field === 'body' ? { ...around, inLoop: true } : around, check);
  }
}

/** `def test_a():` with a comment as its only body. */
function checkEmpty(header: Syntax, body: Syntax | undefined, { text, report }: Check): void {
  if (!body || code(body).length > 0) return;
  const line = text.indexOf('\n', header.start);
  report('expected an indented block here', { start: header.start, end: line < 0 ? text.length : line });
}

function needsAsync(construct: string, { start, end }: Syntax, around: Around, { report }: Check): void {
  if (!runsAsync(around)) report(`'${construct}' outside an async function`, { start, end });
}

function checkAwait(node: Syntax, around: Around, check: Check): void {
  if (around.comprehension) around.comprehension.awaits = true;
  // What a comprehension may await is decided by where the comprehension stands.
  else needsAsync('await', node, around, check);
}

function checkYield(node: Syntax, around: Around, { text, report }: Check): void {
  if (around.comprehension) {
    report("'yield' inside a comprehension", node);
    return;
  }
  if (around.unit === 'module' || around.unit === 'class' || !around.owner) {
    report("'yield' outside function", node);
    return;
  }
  const isFrom = /^yield\s+from\b/.test(text.slice(node.start, node.start + 40));
  if (!isFrom) around.owner.yields.push(node);
  else if (around.owner.async) report("'yield from' inside async function", node);
}

function checkReturn(node: Syntax, around: Around, { report }: Check): void {
  if (around.unit !== 'function') report("'return' outside function", node);
  else if (code(node).length > 0) around.owner?.values.push(node);
}
