import type { Argument, CallFact, Handling } from '../facts.ts';
import { assertionCall } from './call-assertions.ts';
import { environmentCall } from './environment.ts';
import { interceptionCall } from './interceptions.ts';
import { mutate } from './names.ts';
import { networkCall } from './network.ts';
import { pathOf } from './scopes.ts';
import type { Place } from './session.ts';
import { argumentOf } from './shapes.ts';
import { child, code, type Syntax, span } from './syntax.ts';
import { timerCall } from './timers.ts';
import { useCall } from './uses.ts';
import type { CallSite, Walk } from './walk.ts';
import { readDefinition } from './writes.ts';

/** What understands calls; each looks at every call once. */
const readers: readonly ((site: CallSite, walk: Walk) => void)[] = [
  assertionCall,
  useCall,
  environmentCall,
  networkCall,
  interceptionCall,
  timerCall,
];

const mutators = new Set([
  ...[
    'append',
    'extend',
    'insert',
    'remove',
    'pop',
    'clear',
    'sort',
    'reverse',
    'add',
    'discard',
    'update',
    'setdefault',
    'popitem',
  ],
  ...[
    'appendleft',
    'extendleft',
    'popleft',
    'rotate',
    'difference_update',
    'intersection_update',
    'symmetric_difference_update',
  ],
]);

/** On containers they give nothing: who goes on with what they give has something else, such as SQLAlchemy's `table.insert()`. */
const makers = new Set(['insert', 'update']);

/** Calls that take coroutines and see to it that they run. */
const collectors =
  /^(asyncio\.(gather|wait|wait_for|as_completed|create_task|ensure_future|shield|run|run_coroutine_threadsafe)|(anyio|trio|curio)\.run|asgiref\.sync\.async_to_sync)$|\.(create_task|start_soon|run_until_complete|ensure_future|run_coroutine_threadsafe|gather)$/;

const cleanups =
  /\.(addCleanup|addClassCleanup|addModuleCleanup|addAsyncCleanup|addfinalizer|callback|push_async_callback)$/;

export function readCall(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  const { session } = walk;
  const called = child(node, 'function');
  if (!called) {
    for (const inner of node.children) walk.expression(inner, place, 'other');
    return;
  }
  const { canonical, typed, origin } = pathOf(called, place.scope);
  const id = session.calls.length;
  const facts: Argument[] = [];
  const call: CallFact = {
    id,
    span: span(node),
    callee: canonical,
    calleeSpan: span(called),
    ...(isKnownOtherwise(typed, canonical) && { typed }),
    ...(origin && { origin }),
    arguments: facts,
    function: place.function,
    block: place.block,
    handling,
    statement: place.statement,
  };
  session.calls.push(call);
  session.callAt.set(node, id);

  const { governs: _, ...plain } = place;
  readCallee(called, walk, plain, handling);
  const nodes = argumentNodes(node);
  const inner = argumentPlace(canonical, plain);
  for (const each of nodes) walk.expression(each, inner, collectors.test(canonical) ? 'collected' : 'argument');
  for (const each of nodes) facts.push(argumentOf(each, place.scope, session));
  for (const { kind, ref } of facts) {
    const lambda = kind === 'function' && ref !== undefined ? session.functions[ref] : undefined;
    if (lambda) lambda.argumentOf = id;
    if (lambda && cleanups.test(canonical)) lambda.role = 'hook';
  }

  const values = nodes.map((each) => (each.type === 'keyword_argument' ? (child(each, 'value') ?? each) : each));
  const site: CallSite = {
    id,
    node,
    callee: canonical,
    typed,
    ...(origin && { origin }),
    called,
    arguments: facts,
    values,
    place,
    handling,
  };
  for (const reader of readers) reader(site, walk);
  readDefinition(site, walk);
  if (cleanups.test(canonical)) readCleanup(site, walk);
}

function isKnownOtherwise(typed: string, canonical: string): boolean {
  return typed !== canonical && !/^[?$]/.test(typed);
}

function readCallee(called: Syntax, walk: Walk, place: Place, handling: Handling): void {
  const object = called.type === 'attribute' ? child(called, 'object') : undefined;
  const method = object && walk.session.slice(child(called, 'attribute') ?? called);
  const isQuery = makers.has(method ?? '') && (handling === 'chained' || handling === 'assigned');
  if (object && method !== undefined && mutators.has(method) && !isQuery) mutate(object, method, walk, place);
  else walk.expression(called, place, 'chained');
}

function argumentNodes(node: Syntax): readonly Syntax[] {
  const list = child(node, 'arguments');
  if (!list) return [];
  return list.type === 'argument_list' ? code(list) : [list];
}

function argumentPlace(callee: string, place: Place): Place {
  if (/\.enter_(async_)?context$/.test(callee))
    return { ...place, governs: { function: place.function, block: place.block } };
  return cleanups.test(callee) ? { ...place, restoring: true } : place;
}

/** `self.addCleanup(freezer.stop)`: the function handed over will be called with the other arguments. */
function readCleanup(site: CallSite, walk: Walk): void {
  const [called, ...values] = site.values;
  const [, ...facts] = site.arguments;
  if (!called || (called.type !== 'attribute' && called.type !== 'identifier')) return;
  const { canonical, typed, origin } = pathOf(called, site.place.scope);
  const later: CallSite = {
    id: site.id,
    node: site.node,
    callee: canonical,
    typed,
    ...(origin && { origin }),
    called,
    arguments: facts,
    values,
    place: { ...site.place, restoring: true },
    handling: 'dropped',
  };
  environmentCall(later, walk);
  timerCall(later, walk);
}
