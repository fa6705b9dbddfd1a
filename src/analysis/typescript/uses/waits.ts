import { ts } from 'ts-morph';
import { lastName, pathOf } from '../paths.ts';
import type { Scope } from '../scopes.ts';
import { type Seen, useAt } from '../seen.ts';
import { staticNumber } from '../static.ts';
import { functionLiteral, unwrap } from '../syntax.ts';

/** Functions that do nothing but wait, by canonical callee. */
const sleepers =
  /^(timers\/promises\.(setTimeout|scheduler\.wait)|scheduler\.wait|Bun\.sleep|(?:util\.)?promisify\(\)|cy\.wait|browser\.pause)$/;
const sleeperNames: ReadonlySet<string> = new Set('sleep delay wait pause timeout waitMs'.split(' '));

/** Records fixed waits: promises of a timer, helpers that are called like one, `waitForTimeout`. */
export function recogniseWait(seen: Seen): void {
  const duration = promiseOfTimer(seen) ?? durationOf(seen);
  if (!duration) return;
  const ms = staticNumber(duration.ms, seen.place.scope);
  seen.session.waits.push({
    ...useAt(seen),
    via: duration.via,
    awaited: seen.handling === 'awaited' || seen.path.startsWith('cy.'),
    ...(ms !== undefined && { ms }),
  });
}

interface Duration {
  readonly via: string;
  readonly ms: ts.Expression | undefined;
}

function durationOf(seen: Seen): Duration | undefined {
  const { path, arguments: args, place, node } = seen;
  const [first] = args;
  if (sleepers.test(path)) {
    const isTimer =
      !path.endsWith('promisify()') ||
      (ts.isCallExpression(node) && /\bpromisify\(\s*setTimeout\s*\)/.test(node.expression.getText()));
    const timed = path !== 'cy.wait' || staticNumber(first, place.scope) !== undefined;
    return isTimer && timed ? { via: path, ms: first } : undefined;
  }
  if (lastName(path) === 'waitForTimeout' && path.includes('.')) return { via: path, ms: first };
  if (!sleeperNames.has(lastName(path)) || path.split('.').length > 2 || path.includes('(')) return undefined;
  const counts = staticNumber(first, place.scope) !== undefined || isConstantName(first);
  if (seen.handling !== 'awaited' || !counts || !sleepsForReal(seen)) return undefined;
  return { via: path, ms: first };
}

/** `TIMEOUT_MS`, `timings.SHORT`: a number that another file names. */
function isConstantName(argument: ts.Expression | undefined): boolean {
  if (!argument) return false;
  const node = unwrap(argument);
  const name = ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
  return /^[A-Z][A-Z0-9_]+$/.test(name);
}

/** A helper of this file with such a name must in fact start a timer (it may advance fake ones instead). */
function sleepsForReal({ node, place }: Seen): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return true;
  const helper = place.scope.lookup(node.expression.text)?.functionNode;
  if (!helper) return true;
  const text = helper.getText();
  return /\b(setTimeout|sleep|delay)\b/.test(text) && !/advanceTimers/.test(text);
}

/** `new Promise((resolve) => setTimeout(resolve, 100))`, also with braces and with an arrow around `resolve`. */
function promiseOfTimer({ path, node, arguments: args, place, handling }: Seen): Duration | undefined {
  if (path !== 'new Promise' || !ts.isNewExpression(node)) return undefined;
  const executor = functionLiteral(args[0]);
  const resolve = executor?.parameters[0]?.name;
  if (!executor || !resolve || !ts.isIdentifier(resolve)) return undefined;
  const call = onlyExpression(executor.body);
  if (!call || !ts.isCallExpression(call)) return undefined;
  if (!/^(?:(?:globalThis|window|global)\.)?setTimeout$/.test(pathOf(call.expression, place.scope))) return undefined;
  const [callback, ms] = call.arguments;
  if (!callback || !resolvesOnly(callback, resolve.text)) return undefined;
  // A value that comes late and is not waited for here is a stub's latency: `mockImplementation(() => new Promise(…))`.
  if (handling !== 'awaited' && deliversValue(callback, call)) return undefined;
  if (ms && isParameter(ms, place.scope)) return undefined;
  return { via: 'setTimeout', ms: ms ?? undefined };
}

/** `setTimeout(() => resolve(value), 5)`, `setTimeout(resolve, 5, value)`. */
function deliversValue(callback: ts.Expression, timer: ts.CallExpression): boolean {
  const literal = functionLiteral(callback);
  const call = literal ? onlyExpression(literal.body) : undefined;
  return call && ts.isCallExpression(call) ? call.arguments.length > 0 : timer.arguments.length > 2;
}

/** The definition of a `sleep(ms)` helper is no wait; its calls are. */
function isParameter(ms: ts.Expression, scope: Scope): boolean {
  const node = unwrap(ms);
  return ts.isIdentifier(node) && scope.lookup(node.text)?.kind === 'parameter';
}

function onlyExpression(body: ts.ConciseBody): ts.Expression | undefined {
  if (!ts.isBlock(body)) return unwrap(body);
  const [only, ...more] = body.statements;
  if (!only || more.length > 0) return undefined;
  if (ts.isExpressionStatement(only)) return unwrap(only.expression);
  return ts.isReturnStatement(only) && only.expression ? unwrap(only.expression) : undefined;
}

function resolvesOnly(callback: ts.Expression, resolve: string): boolean {
  const node = unwrap(callback);
  if (ts.isIdentifier(node)) return node.text === resolve;
  const literal = functionLiteral(node);
  const call = literal && onlyExpression(literal.body);
  return (
    call !== undefined &&
    ts.isCallExpression(call) &&
    ts.isIdentifier(call.expression) &&
    call.expression.text === resolve
  );
}
