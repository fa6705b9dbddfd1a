import type { Rule } from '../rule.ts';
import { alwaysTrue } from './always-true.ts';
import { asyncDescribe } from './async-describe.ts';
import { asyncFixtureDecorator } from './async-fixture-decorator.ts';
import { clearNotReset } from './clear-not-reset.ts';
import { concurrentExpect } from './concurrent-expect.ts';
import { concurrentShared } from './concurrent-shared.ts';
import { conditionalAssertion } from './conditional-assertion.ts';
import { conditionalTest } from './conditional-test.ts';
import { deadAssertion } from './dead-assertion.ts';
import { doneMisuse } from './done-misuse.ts';
import { duplicateTitle } from './duplicate-title.ts';
import { earlyReturnSkip } from './early-return-skip.ts';
import { elapsedTime } from './elapsed-time.ts';
import { emptyTable } from './empty-table.ts';
import { eventLoopOverride } from './event-loop-override.ts';
import { expectOutsideTest } from './expect-outside-test.ts';
import { fixedPort } from './fixed-port.ts';
import { fixedSleep } from './fixed-sleep.ts';
import { floatEquality } from './float-equality.ts';
import { floatingPromise } from './floating-promise.ts';
import { focusedTest } from './focused-test.ts';
import { forcedAction } from './forced-action.ts';
import { hoistedMock } from './hoisted-mock.ts';
import { lateListener } from './late-listener.ts';
import { leakedEnv } from './leaked-env.ts';
import { leakedGlobal } from './leaked-global.ts';
import { localeTimezone } from './locale-timezone.ts';
import { missingAwait } from './missing-await.ts';
import { mockAssign } from './mock-assign.ts';
import { mockPath } from './mock-path.ts';
import { nestedTest } from './nested-test.ts';
import { noAssertion } from './no-assertion.ts';
import { noDomCleanup } from './no-dom-cleanup.ts';
import { oneShotUi } from './one-shot-ui.ts';
import { orderDependence } from './order-dependence.ts';
import { osDependent } from './os-dependent.ts';
import { overbroadException } from './overbroad-exception.ts';
import { presenceMismatch } from './presence-mismatch.ts';
import { realNetwork } from './real-network.ts';
import { restoreInBody } from './restore-in-body.ts';
import { retryMask } from './retry-mask.ts';
import { setupAtCollection } from './setup-at-collection.ts';
import { shadowedTest } from './shadowed-test.ts';
import { sharedMutableState } from './shared-mutable-state.ts';
import { sharedPath } from './shared-path.ts';
import { skippedTest } from './skipped-test.ts';
import { sleepCost } from './sleep-cost.ts';
import { statefulRegex } from './stateful-regex.ts';
import { swallowedFailure } from './swallowed-failure.ts';
import { throwNotCallable } from './throw-not-callable.ts';
import { timeoutMask } from './timeout-mask.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';
import { unclosedResource } from './unclosed-resource.ts';
import { unorderedCompare } from './unordered-compare.ts';
import { unrestoredSpy } from './unrestored-spy.ts';
import { unrestoredTimers } from './unrestored-timers.ts';
import { unseededRandom } from './unseeded-random.ts';
import { unstableSnapshot } from './unstable-snapshot.ts';
import { waitforSideEffect } from './waitfor-side-effect.ts';
import { wallClock } from './wall-clock.ts';
import { weakPageWait } from './weak-page-wait.ts';
import { wrongRunner } from './wrong-runner.ts';

/** Every rule, in the order docs list them. */
export const rules: readonly Rule[] = [
  alwaysTrue,
  asyncDescribe,
  asyncFixtureDecorator,
  clearNotReset,
  concurrentExpect,
  concurrentShared,
  conditionalAssertion,
  conditionalTest,
  deadAssertion,
  doneMisuse,
  duplicateTitle,
  earlyReturnSkip,
  elapsedTime,
  emptyTable,
  eventLoopOverride,
  expectOutsideTest,
  fixedPort,
  fixedSleep,
  floatEquality,
  floatingPromise,
  focusedTest,
  forcedAction,
  hoistedMock,
  lateListener,
  leakedEnv,
  leakedGlobal,
  localeTimezone,
  missingAwait,
  mockAssign,
  mockPath,
  nestedTest,
  noAssertion,
  noDomCleanup,
  oneShotUi,
  orderDependence,
  osDependent,
  overbroadException,
  presenceMismatch,
  realNetwork,
  restoreInBody,
  retryMask,
  setupAtCollection,
  shadowedTest,
  sharedMutableState,
  sharedPath,
  skippedTest,
  sleepCost,
  statefulRegex,
  swallowedFailure,
  throwNotCallable,
  timeoutMask,
  unawaitedAssertion,
  unclosedResource,
  unorderedCompare,
  unrestoredSpy,
  unrestoredTimers,
  unseededRandom,
  unstableSnapshot,
  waitforSideEffect,
  wallClock,
  weakPageWait,
  wrongRunner,
];
