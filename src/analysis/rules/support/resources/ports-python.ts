import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { numberOf } from '../assertions/numbers.ts';
import { climb } from '../scope.ts';
import { variableNamed } from '../values.ts';

interface BoundInPython {
  readonly call: CallFact;
  readonly argument: Argument;
  readonly port: number;
}

/** Python's side of fixed-port: what the standard library, uvicorn, aiohttp and grpc bind for a test. */
export function* fixedPortsInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  const bounds = file.calls.flatMap((call) => boundBy(context, call) ?? []);
  const [first] = bounds;
  if (!first) return;
  const ports = [...new Set(bounds.map(({ port }) => port))];
  const named = ports.slice(0, 3).join(', ') + (ports.length > 3 ? ` and ${ports.length - 3} more` : '');
  const often = bounds.length > ports.length ? ` (${bounds.length} times in this file)` : '';
  yield {
    at: first.argument.span,
    message: `Binds port ${named}${often}: the test fails with "Address already in use", or talks to a stranger, when another process of the machine has it. ${wayOut(first.call)}`,
    fix: letSystemChoose(context, bounds),
  };
}

function wayOut({ callee }: CallFact): string {
  return /^(?:uvicorn|aiohttp|flask)\b|\.run$/.test(callee)
    ? 'Bind a socket to port 0 first and hand it, or its port, to the server.'
    : 'Bind port 0 and read the port back (`getsockname()[1]`, `server_address[1]`).';
}

function boundBy(context: RuleContext, call: CallFact): BoundInPython | undefined {
  const { file } = context;
  const argument = portArgument(file, call);
  const port = argument && numberOf(file, argument, call.function);
  if (!argument || port === undefined || port <= 0 || !isReal(file, call)) return undefined;
  return { call, argument, port };
}

const servers =
  /^(?:http\.server\.(?:Threading)?HTTPServer|socketserver\.(?:Threading|Forking)?(?:TCP|UDP)Server|wsgiref\.simple_server\.WSGIServer|xmlrpc\.server\.SimpleXMLRPCServer)$/;
/** Which position the port has, where it is not a part of an address. */
const positions: Readonly<Record<string, number>> = {
  'asyncio.start_server': 2,
  'aiohttp.web.TCPSite': 2,
  'websockets.serve': 2,
  'websockets.asyncio.server.serve': 2,
  'websockets.sync.server.serve': 2,
  'wsgiref.simple_server.make_server': 1,
  'werkzeug.serving.make_server': 1,
  'prometheus_client.start_http_server': 0,
};
const byName = /^(?:uvicorn\.(?:run|Config)|aiohttp\.web\.run_app|flask\.Flask\(\)\.run)$/;

function portArgument(file: TestFile, call: CallFact): Argument | undefined {
  const { callee, typed = callee, arguments: given } = call;
  const named = given.find(({ name }) => name === 'port');
  if (
    /^socket\.(?:socket|create_server)\(\)\.bind$/.test(typed) ||
    servers.test(callee) ||
    callee === 'socket.create_server'
  ) {
    return addressPort(file, given[0], call.function);
  }
  const position = Object.hasOwn(positions, callee) ? positions[callee] : undefined;
  if (position !== undefined) {
    const plain = given.filter(({ name }) => name === undefined);
    return named ?? plain[position];
  }
  return byName.test(typed) ? named : undefined;
}

/** The second part of `("localhost", 8000)`. */
function addressPort(file: TestFile, address: Argument | undefined, from: number): Argument | undefined {
  if (address?.kind === 'array') return address.elements?.length === 2 ? address.elements[1] : undefined;
  if (address?.kind !== 'name') return undefined;
  const elements = variableNamed(file, String(address.value), from)?.initial?.elements;
  return elements?.length === 2 ? elements[1] : undefined;
}

/** Not in the place of a mock, not expected to fail, and not in a text that another process runs. */
function isReal(file: TestFile, call: CallFact): boolean {
  const [module = ''] = call.callee.split('.');
  const isMocked = file.interceptions.some(({ target }) => target?.split('.').includes(module) === true);
  const isRefused = [...climb(file, call.block)].some(
    ({ kind, names }) =>
      kind === 'try' || (kind === 'with' && names.some((name) => /raises|suppress|assertRaises/.test(name))),
  );
  // A configuration object binds nothing by itself.
  const isConfig =
    call.callee === 'uvicorn.Config' && !file.calls.some(({ callee }) => /(?:\.serve|\.run|\.startup)$/.test(callee));
  return !isMocked && !isRefused && !isConfig && !file.assertions.some(({ span }) => contains(span, call.span));
}

/** Port 0 where nothing else in the file names the number. */
function letSystemChoose({ source }: RuleContext, bounds: readonly BoundInPython[]): FixDraft | undefined {
  const [only, ...others] = bounds;
  if (!only || others.length > 0 || only.argument.kind !== 'number') return undefined;
  if (!servers.test(only.call.callee) && !/\.bind$/.test(only.call.callee)) return undefined;
  const text = source.slice(only.argument.span);
  if (source.text.split(new RegExp(`\\b${text}\\b`)).length !== 2) return undefined;
  return {
    title: 'Let the system choose a free port',
    safety: 'suggested',
    edits: [{ ...only.argument.span, text: '0' }],
  };
}
