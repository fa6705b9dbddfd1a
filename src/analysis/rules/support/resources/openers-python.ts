import type { CallFact, TestFile } from '../../../facts.ts';
import type { Severity } from '../../../rule.ts';

/** Something that a call opens, and what ends it. */
export interface Opener {
  readonly what: string;
  /** Methods that end it; the first one is the way out that the message names. */
  readonly ends: readonly string[];
  /** Has to be awaited. */
  readonly asyncEnd?: true;
  /** What an opened one does that is left: `goes on` shows in other tests, `stays` waits for the garbage collector. */
  readonly severity: Severity;
  readonly consequence: string;
  /** It is running (or on disk) only after this method; absent: once it is made. */
  readonly starts?: string;
  /** It holds a connection only once it has asked for something. */
  readonly connects?: true;
}

const collected =
  'it stays open until it is garbage, and with -W error its ResourceWarning fails the test that runs then';
const connections = 'its connections stay open until the garbage collector comes by, beside those of the next tests';
const unclosed = 'aiohttp logs "Unclosed client session" and its sockets stay open into the next tests';
const threads = 'it serves on beside the next tests, and the process cannot end';

/** By canonical callee. CPython closes files and sockets that nobody holds any more, so they are worth a look only. */
const openers: Readonly<Record<string, Opener>> = {
  'httpx.Client': { what: 'client', ends: ['close'], severity: 'info', consequence: connections, connects: true },
  'httpx.AsyncClient': {
    what: 'client',
    ends: ['aclose'],
    asyncEnd: true,
    severity: 'info',
    consequence: connections,
    connects: true,
  },
  'requests.Session': { what: 'session', ends: ['close'], severity: 'info', consequence: connections, connects: true },
  'requests.session': { what: 'session', ends: ['close'], severity: 'info', consequence: connections, connects: true },
  'aiohttp.ClientSession': {
    what: 'session',
    ends: ['close'],
    asyncEnd: true,
    severity: 'warning',
    consequence: unclosed,
  },
  'socket.socket': { what: 'socket', ends: ['close', 'detach', 'shutdown'], severity: 'info', consequence: collected },
  open: { what: 'file', ends: ['close'], severity: 'info', consequence: collected },
  'subprocess.Popen': {
    what: 'process',
    ends: ['terminate', 'wait', 'communicate', 'kill', 'send_signal', 'poll'],
    severity: 'warning',
    consequence: 'it runs on beside the next tests, with its ports and files',
  },
  'threading.Thread': { what: 'thread', ends: ['join'], starts: 'start', severity: 'warning', consequence: threads },
  'multiprocessing.Process': {
    what: 'process',
    ends: ['join', 'terminate', 'kill'],
    starts: 'start',
    severity: 'warning',
    consequence: 'it runs on beside the next tests',
  },
  'concurrent.futures.ThreadPoolExecutor': executor('it keeps its threads'),
  'concurrent.futures.ProcessPoolExecutor': executor('it keeps its processes'),
  'multiprocessing.Pool': {
    what: 'pool',
    ends: ['terminate', 'close', 'join'],
    severity: 'warning',
    consequence: 'its processes run on beside the next tests',
  },
  'sqlalchemy.ext.asyncio.create_async_engine': {
    what: 'async engine',
    ends: ['dispose'],
    asyncEnd: true,
    severity: 'warning',
    consequence:
      'its connections outlive the event loop they belong to, which shows as "Event loop is closed" in some later test',
  },
  'tempfile.mkdtemp': {
    what: 'temporary directory',
    ends: [],
    severity: 'warning',
    consequence: 'every run leaves another one on the disk',
  },
};

function executor(keeps: string): Opener {
  return {
    what: 'executor',
    ends: ['shutdown'],
    severity: 'info',
    consequence: `${keeps} until the garbage collector comes by, and its tasks run on into the next tests`,
  };
}

/** What a call opens; undefined for everything that only stands for it. */
export function openerOf(file: TestFile, { callee, arguments: given }: CallFact): Opener | undefined {
  const opener = Object.hasOwn(openers, callee) ? openers[callee] : undefined;
  if (!opener) return undefined;
  const [module = ''] = callee.split('.');
  const last = callee.split('.').at(-1) ?? '';
  const isMocked = file.interceptions.some(
    ({ target }) => target?.split('.').some((part) => part === last || part === module) === true,
  );
  // In-process transports hold no connection; a socket that is made of another one belongs to that.
  const isInProcess = given.some(({ name }) => /^(?:transport|app|mounts|fileno|closefd)$/.test(name ?? ''));
  // Without a pool nothing is kept open.
  const isUnpooled = given.some(({ name, value }) => name === 'poolclass' && /\bNullPool$/.test(String(value)));
  return isMocked || isInProcess || isUnpooled ? undefined : opener;
}
