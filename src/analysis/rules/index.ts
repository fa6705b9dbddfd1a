import type { Rule } from '../rule.ts';
import { asyncFixtureDecorator } from './async-fixture-decorator.ts';
import { conditionalAssertion } from './conditional-assertion.ts';
import { duplicateTitle } from './duplicate-title.ts';
import { elapsedTime } from './elapsed-time.ts';
import { eventLoopOverride } from './event-loop-override.ts';
import { fixedSleep } from './fixed-sleep.ts';
import { focusedTest } from './focused-test.ts';
import { leakedEnv } from './leaked-env.ts';
import { missingAwait } from './missing-await.ts';
import { noAssertion } from './no-assertion.ts';
import { overbroadException } from './overbroad-exception.ts';
import { realNetwork } from './real-network.ts';
import { shadowedTest } from './shadowed-test.ts';
import { sharedMutableState } from './shared-mutable-state.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';
import { unrestoredTimers } from './unrestored-timers.ts';
import { unseededRandom } from './unseeded-random.ts';
import { wallClock } from './wall-clock.ts';

/** Every rule, in the order docs list them. */
export const rules: readonly Rule[] = [
  asyncFixtureDecorator,
  conditionalAssertion,
  duplicateTitle,
  elapsedTime,
  eventLoopOverride,
  fixedSleep,
  focusedTest,
  leakedEnv,
  missingAwait,
  noAssertion,
  overbroadException,
  realNetwork,
  shadowedTest,
  sharedMutableState,
  unawaitedAssertion,
  unrestoredTimers,
  unseededRandom,
  wallClock,
];
