import type { Argument, CallFact, Span, TestFile, Variable } from '../../../facts.ts';
import type { HelperIndex } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { memberOf } from '../assertions/parts.ts';
import { isStandIn, isStoodIn, packageCall } from '../packages.ts';
import { variableNamed } from '../values.ts';

/** A port that a test binds, or has something bind. */
export interface BoundPort {
  readonly call: CallFact;
  /** The port as it is given to the call. */
  readonly argument: Argument;
  /** The number itself; undefined for one that is chosen by chance. */
  readonly port?: number;
  /** The variable that holds it. */
  readonly variable?: Variable;
}

type Chosen = Pick<BoundPort, 'port' | 'variable' | 'argument'>;

/** Every port of the file that is bound under a number the author, or chance, has chosen. */
export function boundPorts(file: TestFile, source: Source, helpers: HelperIndex): BoundPort[] {
  return file.calls.flatMap((call) => {
    const argument = portArgument(file, source, helpers, call);
    const chosen = argument && chosenPort(file, argument, call.function);
    if (!chosen || file.assertions.some(({ span }) => contains(span, call.span))) return [];
    return [{ call, ...chosen }];
  });
}

/** The argument of a call that says which port it binds. */
function portArgument(file: TestFile, source: Source, helpers: HelperIndex, call: CallFact): Argument | undefined {
  // Most calls of a file have nothing to do with servers.
  if (!/listen|serve|start|launch|boot|run|create|spawn|^new /i.test(call.callee)) return undefined;
  const [first] = call.arguments;
  const last = call.callee.split('.').at(-1) ?? '';
  const inOptions = call.arguments.map((argument) => memberOf(argument, 'port')).find((member) => member);
  if (last === 'listen' && isServer(file, call)) return inOptions ?? first;
  const known = packageCall(call);
  if (known && isStoodIn(file, known.module)) return undefined;
  const member = known && `${known.module}:${known.name}`;
  if (member && /^ws:(?:WebSocketServer|Server)$/.test(member)) return inOptions;
  if (member === 'socket.io:Server' && call.callee.startsWith('new ')) return first;
  if (member && /^(?:@hono\/node-server|srvx|h3|bun):serve$/.test(member)) return inOptions;
  if (/^(?:Bun|Deno)\.serve$/.test(call.callee)) return inOptions;
  if (last === 'launchServer') return inOptions;
  return startedByName(file, source, helpers, call, inOptions);
}

/** `new WebServer(PORT)`, `startServer({ port: PORT })`: known by the names, and by what is then asked of that port. */
function startedByName(
  file: TestFile,
  source: Source,
  helpers: HelperIndex,
  call: CallFact,
  inOptions: Argument | undefined,
): Argument | undefined {
  const starts = /^(?:start|launch|boot|run|serve|create|spawn)\w*(?:server|app|service|backend|api)$/i;
  const last = call.callee.split('.').at(-1) ?? '';
  const isConstruction = /^new [\w.]*(?:Server|App|Service|Daemon|Proxy)$/.test(call.callee);
  if (!isConstruction && !starts.test(last)) return undefined;
  const port = inOptions ?? call.arguments.find((argument) => argument.kind === 'name' && isPortName(argument.value));
  const given = port ?? (isConstruction ? undefined : call.arguments.find(({ kind }) => kind === 'number'));
  if (!given) return undefined;
  if (!isConstruction && helpers.reached(call)?.some(({ callee }) => callee.endsWith('.listen'))) return given;
  // Without a look into the server, only a port that is then asked for is known to be opened.
  const name = port?.kind === 'name' ? String(port.value) : undefined;
  const variable = name === undefined ? undefined : variableNamed(file, name, call.function);
  return variable && isAskedFor(source, variable) ? port : undefined;
}

function isPortName(name: Argument['value']): boolean {
  return typeof name === 'string' && /port$/i.test(name);
}

/** `http://localhost:${PORT}`. */
function isAskedFor(source: Source, variable: Variable): boolean {
  return variable.accesses.some(({ span }) =>
    /\b(?:https?|wss?):\/\/[\w.[\]-]*:\$\{$/.test(source.text.slice(Math.max(0, span.start - 60), span.start)),
  );
}

/** Not a request handler of msw, not an event (`listen(element, …)`), not something that only stands for a server. */
function isServer(file: TestFile, call: CallFact): boolean {
  const receiver = call.callee.split('.').at(-2) ?? '';
  const variable = variableNamed(file, call.callee.split('.')[0] ?? '', call.function);
  if (receiver === '' || isStandIn(variable, call.callee)) return false;
  const made = variable?.initial?.ref === undefined ? undefined : file.calls[variable.initial.ref];
  const known = made && packageCall(made);
  return !(known && isStoodIn(file, known.module)) && !['http', 'net'].some((module) => isStoodIn(file, module));
}

function chosenPort(file: TestFile, argument: Argument, from: number): Chosen | undefined {
  if (isPort(argument)) return { argument, port: Number(argument.value) };
  if (isByChance(file, argument.span)) return { argument };
  if (argument.kind !== 'name') return undefined;
  const [name = '', member, ...rest] = String(argument.value).split('.');
  const variable = variableNamed(file, name, from);
  if (!variable || rest.length > 0 || variable.accesses.some(({ kind }) => kind === 'assign')) return undefined;
  const initial = member === undefined ? variable.initial : memberOf(variable.initial, member);
  if (!initial) return undefined;
  if (isPort(initial)) return { argument, port: Number(initial.value), variable };
  return isByChance(file, initial.span) ? { argument, variable } : undefined;
}

/** Zero asks the system for a free port; above 65535 there are none. */
function isPort({ kind, value }: Argument): boolean {
  return kind === 'number' && typeof value === 'number' && value > 0 && value <= 65_535;
}

function isByChance(file: TestFile, span: Span): boolean {
  return file.randoms.some((random) => random.source === 'math' && contains(span, random.span));
}
