import type { ClockRead, RandomUse } from '../facts.ts';
import { staticNumber } from './literals.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

/** Sleeps in seconds; `wait_for_timeout` of Playwright is in milliseconds. */
const sleeps = /^(time|asyncio|anyio|trio|gevent|eventlet|curio|tornado\.gen)\.sleep$/;

type Clock = Pick<ClockRead, 'clock' | 'unit'>;
const instant: Clock = { clock: 'wall', unit: 'instant' };
const day: Clock = { clock: 'wall', unit: 'date' };
const seconds: Clock = { clock: 'wall', unit: 'number' };
const monotonic: Clock = { clock: 'monotonic', unit: 'number' };

const clocks: readonly (readonly [RegExp, Clock])[] = [
  [/^datetime\.datetime\.(now|utcnow|today)$/, instant],
  [/^datetime\.date\.today$/, day],
  [/^time\.time(_ns)?$/, seconds],
  [/^time\.(monotonic|perf_counter|process_time|thread_time)(_ns)?$/, monotonic],
  [/^timeit\.default_timer$/, monotonic],
  [/^time\.(localtime|gmtime|ctime)$/, instant],
  [/^django\.utils\.timezone\.(now|localtime)$/, instant],
  [/^django\.utils\.timezone\.localdate$/, day],
  [/^pendulum\.(now|DateTime\.(now|utcnow))$/, instant],
  [/^pendulum\.(today|tomorrow|yesterday)$/, day],
  [/^arrow\.(now|utcnow)$/, instant],
  [/^pandas\.Timestamp\.(now|utcnow|today)$/, instant],
  [
    /^(asyncio\.(get_event_loop|get_running_loop|new_event_loop)\(\)|\$loop|\$event_loop|loop|event_loop)\.time$/,
    monotonic,
  ],
];

const randomFunctions =
  /^random\.(random|randint|randrange|randbytes|getrandbits|choice|choices|shuffle|sample|uniform|triangular|gauss|\w+variate|seed|Random)$/;
const numpyFunctions =
  /^numpy\.random\.(?!Generator$|BitGenerator$|SeedSequence$|PCG64$|MT19937$|Philox$|SFC64$|get_state$|mtrand\b)([a-z]\w*|RandomState)$/;
const fakerFunctions = /^(faker\.)?(?:Faker|Faker\(\)|factory\.Faker\.\w+)\.(\w+)(?:\.\w+)*$/;
/** Methods of a Faker that configure it. */
const fakerSetup = new Set([
  'add_provider',
  'set_arguments',
  'get_providers',
  'provider',
  'locales',
  'items',
  'seed_locale',
  'set_formatter',
]);

/** Waits, clocks and chance. */
export function useCall(site: CallSite, walk: Walk): void {
  readWait(site, walk);
  readClock(site, walk);
  const random = chance(site);
  if (random) walk.session.randoms.push({ ...standing(site.node, site.place), ...random });
}

function readWait(site: CallSite, { session }: Walk): void {
  const inMilliseconds = /\.wait_for_timeout$/.test(site.callee);
  if (!sleeps.test(site.typed) && !inMilliseconds) return;
  const amount = staticNumber(argument(site, 0, 'delay', 'seconds', 'secs', 'timeout')?.node, site.place.scope);
  session.waits.push({
    ...standing(site.node, site.place),
    via: inMilliseconds ? site.callee : site.typed,
    ...(amount !== undefined && { ms: inMilliseconds ? amount : Math.round(amount * 1e6) / 1e3 }),
    awaited: site.handling === 'awaited',
  });
}

function readClock(site: CallSite, { session }: Walk): void {
  const found = clocks.find(([name]) => name.test(site.typed));
  if (!found) return;
  const [, clock] = found;
  // These convert a given moment when they have an argument.
  if (/^time\.(localtime|gmtime|ctime)$|timezone\.local(time|date)$/.test(site.typed) && site.arguments.length > 0)
    return;
  const truncated =
    clock.unit === 'instant' && /^\s*\.date\(\)/.test(session.text.slice(site.node.end, site.node.end + 40));
  session.clocks.push({
    ...standing(site.node, site.place),
    via: site.typed,
    ...clock,
    ...(truncated && { unit: 'date' }),
  });
}

function chance(site: CallSite): Pick<RandomUse, 'via' | 'source' | 'seeds'> | undefined {
  const { typed: via } = site;
  const given = site.arguments.some(({ kind }) => kind !== 'null');
  if (randomFunctions.test(via)) return { via, source: 'random', seeds: /\.(seed|Random)$/.test(via) && given };
  if (numpyFunctions.test(via))
    return { via, source: 'numpy', seeds: /\.(seed|default_rng|RandomState|set_state)$/.test(via) && given };
  const method = fakerFunctions.exec(via)?.[2];
  if (method === undefined || fakerSetup.has(method)) return undefined;
  const seeds = method === 'seed' || method === 'seed_instance';
  if (via.startsWith('factory') || (!seeds && !/Faker\(\)\./.test(via))) return undefined;
  return { via, source: 'faker', seeds };
}
