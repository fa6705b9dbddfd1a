import { ts } from 'ts-morph';
import type { FunctionRole } from '../facts.ts';
import { valueKind } from './declarations.ts';
import { rootBinding } from './paths.ts';
import type { Registration, Seen } from './seen.ts';
import type { Place, Walker } from './session.ts';
import { type FunctionLiteral, type FunctionNode, functionLiteral, unwrap } from './syntax.ts';

interface Body {
  /** The argument that is or names the body. */
  readonly node: ts.Expression;
  readonly literal?: FunctionLiteral;
  registration(assign: (functionId: number) => void): Registration;
}

/** Finds the function that a registering call runs, from argument `from` on. */
export function resolveBody(
  walker: Walker,
  seen: Seen,
  role: FunctionRole,
  from: number,
  suite?: number,
): Body | undefined {
  const candidates = seen.arguments.slice(from);
  for (const argument of candidates) {
    const literal = functionLiteral(argument) ?? wrapped(argument);
    if (literal) return literalBody(seen, role, argument, literal, suite);
  }
  const title = titleArgument(seen, role);
  const named = candidates.find((argument) => argument !== title && mayNameFunction(seen, unwrap(argument)));
  if (!named) return undefined;
  const local = localFunction(seen, named);
  if (local) return namedBody(seen, role, named, local);
  // An imported body of a suite says nothing about the tests in it.
  return role === 'suite' ? undefined : standInBody(walker, seen, role, named);
}

/** The title is no body, although `it(name, body)` passes a name there; hooks have none. */
function titleArgument(seen: Seen, role: FunctionRole): ts.Expression | undefined {
  return role === 'hook' ? undefined : seen.arguments.length > 1 ? seen.arguments[0] : undefined;
}

function literalBody(
  { session }: Seen,
  role: FunctionRole,
  node: ts.Expression,
  literal: FunctionLiteral,
  suite: number | undefined,
): Body {
  session.plan(literal, { role, ...(suite !== undefined && { suite }) });
  return {
    node,
    literal,
    registration: (assign) => ({
      complete: () => {
        const id = session.functionIds.get(literal);
        if (id !== undefined) assign(id);
      },
    }),
  };
}

function namedBody({ session }: Seen, role: FunctionRole, node: ts.Expression, local: FunctionNode): Body {
  return {
    node,
    ...((ts.isArrowFunction(local) || ts.isFunctionExpression(local)) && { literal: local }),
    registration: (assign) => ({ complete: () => session.useNamed(local, { role, assign }) }),
  };
}

/**
 * `afterEach(vi.useRealTimers)` runs what `afterEach(() => vi.useRealTimers())` runs: a function is made up for it, with the
 * expression as its body, so that rules need to know one form only.
 */
function standInBody(walker: Walker, seen: Seen, role: FunctionRole, node: ts.Expression): Body {
  const { session, place } = seen;
  return {
    node,
    registration: (assign) => {
      const id = session.functions.length;
      const span = session.span(node);
      const block = session.block({
        parent: place.block,
        function: id,
        kind: 'function',
        span,
        construct: span,
        arm: 0,
        exhaustive: false,
        runsAtLeastOnce: false,
        swallows: false,
        names: [],
      });
      session.functions.push({
        id,
        parent: place.function,
        role,
        name: '',
        span,
        body: span,
        block,
        async: false,
        generator: false,
        expressionBody: true,
        asyncInsertAt: span.start,
        parameters: [],
        decorators: [],
        exported: false,
        argumentOf: seen.id,
      });
      const inner: Place = { ...place, function: id, block, statement: span };
      walker.visit(node, inner);
      if (!ts.isCallExpression(unwrap(node))) walker.callByName(node, inner);
      assign(id);
      return { handled: node, complete: () => undefined };
    },
  };
}

function mayNameFunction({ place }: Seen, node: ts.Expression): boolean {
  if (!ts.isIdentifier(node)) return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node);
  if (node.text === 'undefined') return false;
  const binding = place.scope.lookup(node.text);
  if (!binding?.initializer || binding.functionNode) return true;
  // Options and timeouts are handed over by name too.
  const value = valueKind(binding.initializer, place.scope);
  return value === 'call' || value === 'mock' || value === 'other';
}

/** `fakeAsync(() => …)`: the one function literal given to a wrapper. */
function wrapped(argument: ts.Expression): FunctionLiteral | undefined {
  const call = unwrap(argument);
  if (!ts.isCallExpression(call)) return undefined;
  const literals = call.arguments.map(functionLiteral).filter((each) => each !== undefined);
  return literals.length === 1 && functionLiteral(call.arguments.at(-1)) ? literals[0] : undefined;
}

function localFunction({ place }: Seen, argument: ts.Expression): FunctionNode | undefined {
  const node = unwrap(argument);
  return ts.isIdentifier(node) ? rootBinding(node, place.scope)?.functionNode : undefined;
}
