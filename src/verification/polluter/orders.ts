import type { RunnerName, TestId } from '../../runners/runner.ts';
import { groupedOrder, shuffledOrder } from '../order.ts';
import { Random } from '../random.ts';
import type { Campaign, RunRecord } from '../record.ts';
import { countingResults, hasFailed } from '../trials.ts';

/** What may come before the victim. */
export interface Order {
  /** For people: `after all other tests`. */
  readonly purpose: string;
  /** Ids of the project, without the victim. */
  readonly tests: readonly TestId[];
}

export interface OrdersOf {
  readonly runner: RunnerName;
  readonly victim: TestId;
  /** Named by the user: only their order is of interest. */
  readonly given?: readonly TestId[] | undefined;
  /** All of the project, in the order of declaration, the victim among them. */
  readonly declared: readonly TestId[];
  /** In which campaigns have seen what is to be explained. */
  readonly seen: readonly Order[];
  readonly seed: number;
}

const shuffles = 3;

/** Orders in which the victim may come out otherwise than alone, most promising first. Each runner can keep them. */
export function ordersToTry({ runner, victim, given, declared, seen, seed }: OrdersOf): readonly Order[] {
  if (given) return [{ purpose: 'after the candidates in the given order', tests: given }];
  const others = declared.filter((id) => id !== victim);
  const before = declared.slice(0, declared.indexOf(victim));
  const last = victimLast(others, victim);
  const orders: Order[] = [...seen];
  // The others give every file modules of its own, if not told otherwise: the polluter is most likely in the same file.
  if (runner !== 'pytest' && runner !== 'mocha')
    orders.push({ purpose: 'after the tests before it in its file', tests: before.filter(isBeside(victim)) });
  orders.push({ purpose: 'as declared', tests: before });
  orders.push({ purpose: 'after all other tests', tests: last });
  orders.push({ purpose: 'after all other tests, the last first', tests: victimLast([...others].reverse(), victim) });
  for (let round = 1; round <= shuffles; round += 1) {
    const shuffled = shuffledOrder(others, new Random(seed, 'polluter', round));
    orders.push({ purpose: `after all other tests, shuffled (${round})`, tests: victimLast(shuffled, victim) });
  }
  const known = new Set<string>();
  return orders.filter(({ tests }) => {
    const key = tests.join('\n');
    if (tests.length === 0 || known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** As near to this order as a runner that keeps files and suites together comes, with the victim as the very last. */
export function victimLast(others: readonly TestId[], victim: TestId): readonly TestId[] {
  return groupedOrder([...others, victim]).filter((id) => id !== victim);
}

function isBeside(victim: TestId): (id: TestId) => boolean {
  const file = victim.slice(0, victim.indexOf('::') + 2);
  return (id) => id.startsWith(file);
}

/** At most so many of the campaigns' orders. */
const mostSeen = 2;

/**
 * The newest orders in which campaigns saw the victim fail, or pass, with nothing but the order changed.
 * @param id of the victim as shown to people
 */
export function seenOrders(
  campaigns: readonly Campaign[],
  id: string,
  outcome: 'passed' | 'failed',
  known: ReadonlySet<TestId>,
): readonly Order[] {
  return [...campaigns]
    .sort((a, b) => (a.header.created < b.header.created ? 1 : -1))
    .flatMap((campaign) => ordersIn(campaign, id, outcome, known))
    .slice(0, mostSeen);
}

function ordersIn(
  { header, runs }: Campaign,
  id: string,
  outcome: 'passed' | 'failed',
  known: ReadonlySet<TestId>,
): Order[] {
  const victim = header.tests.findIndex((test) => test.id === id);
  const project = header.tests[victim]?.project;
  return runs
    .filter((run) => isOrderOnly(run) && run.project === project && outcomeOf(run, victim) === outcome)
    .map((run) => ({
      purpose: `in the order of run ${run.run} of ${header.campaign_id}`,
      tests: run.order
        .slice(0, run.order.indexOf(victim))
        .flatMap((place) => header.tests[place]?.own ?? [])
        .filter((own) => known.has(own)),
    }))
    .filter(({ tests }) => tests.length > 0);
}

function isOrderOnly({ strategy }: RunRecord): boolean {
  return strategy === 'shuffle' || strategy === 'repeat';
}

function outcomeOf(run: RunRecord, victim: number): 'passed' | 'failed' | undefined {
  const result = countingResults(run).findLast(({ test }) => test === victim);
  if (!result || result.outcome === 'skipped') return undefined;
  return hasFailed(result) ? 'failed' : 'passed';
}
