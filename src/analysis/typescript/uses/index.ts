import type { Seen } from '../seen.ts';
import { recogniseClock } from './clocks.ts';
import { recogniseAssignInto } from './environment.ts';
import { recogniseInterception } from './interceptions.ts';
import { recogniseNetwork } from './network.ts';
import { recogniseRandom } from './randoms.ts';
import { recogniseTimerSwitch } from './timers.ts';
import { recogniseWait } from './waits.ts';

/** Everything a call can use of the world around a test: time, chance, network, environment. */
export function recogniseUses(seen: Seen): void {
  // A third of all calls in a test file; none of them is a use.
  if (seen.path.startsWith('expect')) return;
  recogniseWait(seen);
  recogniseClock(seen);
  recogniseRandom(seen);
  recogniseTimerSwitch(seen);
  recogniseNetwork(seen);
  recogniseInterception(seen);
  recogniseAssignInto(seen);
}
