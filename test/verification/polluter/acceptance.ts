import { expect, it, vi } from 'vitest';
import { preparedPython } from '../../support/runners.ts';
import { found, type OpenSuite, openSuite, type Row, type Victim, wanted } from './suites.ts';

/** Searches for all victims and proves all fixes, which takes an hour: `TESTING_PATTERNS_ALL_VICTIMS=1`. */
export const all = Boolean(process.env.TESTING_PATTERNS_ALL_VICTIMS);

interface Known extends Row {
  readonly fix?: string;
}

/** Holds what the search says of a suite's victims against what is true of them. */
export function itKnows(name: string): void {
  it(`${name}: who pollutes, and what`, { timeout: all ? 7_200_000 : 400_000 }, async () => {
    // Surroundings in which the suites are known.
    vi.stubEnv('TESTING_PATTERNS_PYTHON', preparedPython());
    vi.stubEnv('PYTEST_DISABLE_PLUGIN_AUTOLOAD', '1');
    vi.stubEnv('TZ', 'UTC');
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    const suite = await openSuite(name);
    try {
      const asked = suite.victims.filter(({ quick }) => all || quick);
      const told: Record<string, Known> = {};
      for (const victim of asked) told[victim.victim] = await askedOf(suite, victim);
      expect(told).toEqual(Object.fromEntries(asked.map((victim) => [victim.victim, truthOf(victim)])));
    } finally {
      suite.close();
      vi.unstubAllEnvs();
    }
  });
}

async function askedOf(suite: OpenSuite, victim: Victim): Promise<Known> {
  const report = await suite.find(victim);
  const row = found(victim, report);
  const isProved = isToBeMended(victim) && report.changed_state.length > 0;
  return isProved ? { ...row, fix: await suite.mend(report) } : row;
}

function truthOf(victim: Victim): Known {
  return isToBeMended(victim) ? { ...wanted(victim), fix: 'fixed' } : wanted(victim);
}

function isToBeMended({ fixable, quick_fix }: Victim): boolean {
  return fixable === true && (all || quick_fix === true);
}
