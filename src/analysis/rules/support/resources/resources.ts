import type { CallFact, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { memberOf } from '../assertions/parts.ts';
import { isStandIn, isStoodIn, packageCall } from '../packages.ts';
import { madeBy } from '../state/holders.ts';
import { variableNamed } from '../values.ts';

/** Something that keeps running, or keeps a handle of the system, until somebody ends it. */
export interface Resource {
  readonly what: string;
  /** The call that makes it, or makes it start. */
  readonly call: CallFact;
  /** How it is ended, for messages and fixes: `close()`. */
  readonly end: string;
  /** Ending it takes time that has to be awaited. */
  readonly endsLater: boolean;
  /** It may come to its own end: a process that exits, a socket that the other side closes. */
  readonly endsItself: boolean;
  /** It opens nothing before it is used. */
  readonly lazy?: true;
  /** Only what the call gives can be ended, not what it is called on. */
  readonly inResult?: true;
}

type Kind = Omit<Resource, 'call'>;

const lasting = (what: string, end: string): Kind => ({ what, end, endsLater: true, endsItself: false });
const plain = (what: string, end: string): Kind => ({ what, end, endsLater: false, endsItself: false });
const passing = (what: string, end: string): Kind => ({ what, end, endsLater: false, endsItself: true });
const lazy = (what: string, end: string): Kind => ({ ...lasting(what, end), lazy: true });

/**
 * Package functions that open something, by `module:name`. Sockets of clients are left out: most of them end with the server they
 * talk to, and whether that one ends them stands in the code under test.
 */
const openers: Readonly<Record<string, Kind>> = {
  'worker_threads:Worker': { ...lasting('worker', 'terminate()'), endsItself: true },
  'child_process:spawn': passing('child process', 'kill()'),
  'child_process:fork': passing('child process', 'kill()'),
  'fs:watch': plain('file watcher', 'close()'),
  'chokidar:watch': lasting('file watcher', 'close()'),
  'chokidar:FSWatcher': lasting('file watcher', 'close()'),
  'ws:WebSocketServer': plain('WebSocket server', 'close()'),
  'ws:Server': plain('WebSocket server', 'close()'),
  'ioredis:Redis': lasting('Redis client', 'quit()'),
  'redis:createClient': lazy('Redis client', 'quit()'),
  'pg:Client': lazy('database client', 'end()'),
  'pg:Pool': lazy('database pool', 'end()'),
  'mongodb:MongoClient': lazy('database client', 'close()'),
  '@prisma/client:PrismaClient': lazy('database client', '$disconnect()'),
  'mongodb-memory-server:create': lasting('database server', 'stop()'),
  'puppeteer:launch': lasting('browser', 'close()'),
  'puppeteer-core:launch': lasting('browser', 'close()'),
  'vite:createServer': lasting('Vite server', 'close()'),
};
const browsers =
  /^(?:playwright\.)?(?:chromium|firefox|webkit|browserType)\.(?:launch|launchServer|launchPersistentContext)$/;

/** Everything of the file that a call opens. */
export function resourcesOf(file: TestFile, source: Source): Resource[] {
  return file.calls.flatMap((call) => {
    const kind = openedBy(file, call) ?? listening(file, source, call);
    return kind ? [{ ...kind, call }] : [];
  });
}

function openedBy(file: TestFile, call: CallFact): Kind | undefined {
  if (browsers.test(call.callee)) return lasting('browser', 'close()');
  if (call.callee === 'setInterval' || call.callee === 'timers.setInterval') return plain('interval', 'clearInterval');
  const known = packageCall(call);
  if (!known || isStoodIn(file, known.module)) return undefined;
  // A class is opened with `new`; its static functions are something else.
  const isClass = /^[A-Z]/.test(known.name) || known.name === 'default';
  if (isClass !== call.callee.startsWith('new ')) return undefined;
  const key = `${known.module}:${known.name}`;
  const kind = Object.hasOwn(openers, key) ? openers[key] : undefined;
  return kind && holdsHandle(call, key) ? kind : undefined;
}

/** Options under which nothing is opened, or under which somebody else closes it. */
function holdsHandle(call: CallFact, key: string): boolean {
  const options = call.arguments.filter(({ kind }) => kind === 'object');
  const has = (name: string) => options.some((option) => memberOf(option, name) !== undefined);
  if (has('signal') || has('timeout') || has('...')) return false;
  if (key === 'ws:WebSocketServer' || key === 'ws:Server') return has('port');
  if (/^fs:/.test(key)) return !options.some((option) => memberOf(option, 'persistent')?.value === false);
  if (key === 'vite:createServer') return !has('server') || !has('middlewareMode');
  return !has('lazyConnect') && !has('detached');
}

/** `server.listen(0)`, where the receiver is known to be a server of Node or of a web framework. */
function listening(file: TestFile, source: Source, call: CallFact): Kind | undefined {
  if (!call.callee.endsWith('.listen')) return undefined;
  const receiver = call.callee.slice(0, -'.listen'.length);
  const direct = /^(?:https?|http2|net|tls)\.createS\w*\(\)$/.test(receiver);
  if (direct) return isStoodIn(file, receiver.split('.')[0] ?? '') ? undefined : plain('server', 'close()');
  const variable = /^[\w$]+$/.test(receiver) ? variableNamed(file, receiver, call.function) : undefined;
  if (!variable || isStandIn(variable, receiver)) return undefined;
  const makers = madeBy(file, source, variable).flatMap((maker) => packageCall(maker) ?? []);
  const isServer = makers.some(({ module, name }) =>
    /^(?:(?:https?|http2|net|tls):create(?:Secure)?Server|(?:fastify|express|koa|polka|connect|restify):.*)$/.test(
      `${module}:${name}`,
    ),
  );
  if (!isServer || makers.some(({ module }) => isStoodIn(file, module))) return undefined;
  // Express gives the server back, and only that can be closed.
  const framework = makers.find(({ module }) => /^(?:express|koa|polka|connect)$/.test(module));
  if (framework) return { ...plain('server', 'close()'), inResult: true };
  return makers.some(({ module }) => /fastify|restify/.test(module))
    ? lasting('server', 'close()')
    : plain('server', 'close()');
}
