import type { Rule } from '../rule.ts';
import { alwaysTrue } from './always-true.ts';
import { asyncDescribe } from './async-describe.ts';
import { asyncFixtureDecorator } from './async-fixture-decorator.ts';
import { asyncInSync } from './async-in-sync.ts';
import { asyncMockChain } from './async-mock-chain.ts';
import { blockingCall } from './blocking-call.ts';
import { calledNotAwaited } from './called-not-awaited.ts';
import { clearNotReset } from './clear-not-reset.ts';
import { commitUnderRollback } from './commit-under-rollback.ts';
import { concurrentExpect } from './concurrent-expect.ts';
import { concurrentShared } from './concurrent-shared.ts';
import { conditionalAssertion } from './conditional-assertion.ts';
import { conditionalTest } from './conditional-test.ts';
import { deadAssertion } from './dead-assertion.ts';
import { deprecatedPytest } from './deprecated-pytest.ts';
import { doneMisuse } from './done-misuse.ts';
import { duplicateParameters } from './duplicate-parameters.ts';
import { duplicateTitle } from './duplicate-title.ts';
import { earlyReturnSkip } from './early-return-skip.ts';
import { elapsedTime } from './elapsed-time.ts';
import { emptyTable } from './empty-table.ts';
import { eventLoopOverride } from './event-loop-override.ts';
import { expectOutsideTest } from './expect-outside-test.ts';
import { expiredAttributes } from './expired-attributes.ts';
import { fixedPort } from './fixed-port.ts';
import { fixedSleep } from './fixed-sleep.ts';
import { fixtureCalled } from './fixture-called.ts';
import { fixtureYields } from './fixture-yields.ts';
import { floatEquality } from './float-equality.ts';
import { floatingPromise } from './floating-promise.ts';
import { focusedTest } from './focused-test.ts';
import { forcedAction } from './forced-action.ts';
import { frozenSleep } from './frozen-sleep.ts';
import { hoistedMock } from './hoisted-mock.ts';
import { inactiveInterceptor } from './inactive-interceptor.ts';
import { joinTransactionMode } from './join-transaction-mode.ts';
import { lateListener } from './late-listener.ts';
import { leakedEnv } from './leaked-env.ts';
import { leakedGlobal } from './leaked-global.ts';
import { leakedOverride } from './leaked-override.ts';
import { localeTimezone } from './locale-timezone.ts';
import { loopScopeMismatch } from './loop-scope-mismatch.ts';
import { looseStatus } from './loose-status.ts';
import { manualLoop } from './manual-loop.ts';
import { markOnFixture } from './mark-on-fixture.ts';
import { memoryEngineThreads } from './memory-engine-threads.ts';
import { misplacedPlugins } from './misplaced-plugins.ts';
import { missingAwait } from './missing-await.ts';
import { misspeltMockAssertion } from './misspelt-mock-assertion.ts';
import { mockAssign } from './mock-assign.ts';
import { mockEcho } from './mock-echo.ts';
import { mockPath } from './mock-path.ts';
import { nestedTest } from './nested-test.ts';
import { noAssertion } from './no-assertion.ts';
import { noDomCleanup } from './no-dom-cleanup.ts';
import { oneShotUi } from './one-shot-ui.ts';
import { orderDependence } from './order-dependence.ts';
import { osDependent } from './os-dependent.ts';
import { overbroadException } from './overbroad-exception.ts';
import { parameterDefault } from './parameter-default.ts';
import { parameterMismatch } from './parameter-mismatch.ts';
import { presenceMismatch } from './presence-mismatch.ts';
import { productionDatabase } from './production-database.ts';
import { pytestConfig } from './pytest-config.ts';
import { raisesBlock } from './raises-block.ts';
import { raisesMatch } from './raises-match.ts';
import { realNetwork } from './real-network.ts';
import { releasedSavepoint } from './released-savepoint.ts';
import { removedHttpxApp } from './removed-httpx-app.ts';
import { restoreInBody } from './restore-in-body.ts';
import { retryMask } from './retry-mask.ts';
import { returnedCheck } from './returned-check.ts';
import { scopeMismatch } from './scope-mismatch.ts';
import { sessionAfterError } from './session-after-error.ts';
import { setupAtCollection } from './setup-at-collection.ts';
import { shadowedFixture } from './shadowed-fixture.ts';
import { shadowedTest } from './shadowed-test.ts';
import { sharedMutableState } from './shared-mutable-state.ts';
import { sharedPath } from './shared-path.ts';
import { sharedSession } from './shared-session.ts';
import { silentFixture } from './silent-fixture.ts';
import { skippedTest } from './skipped-test.ts';
import { sleepCost } from './sleep-cost.ts';
import { sqliteForeignKeys } from './sqlite-foreign-keys.ts';
import { sqliteSavepoint } from './sqlite-savepoint.ts';
import { statefulRegex } from './stateful-regex.ts';
import { swallowedFailure } from './swallowed-failure.ts';
import { syncMockAwaited } from './sync-mock-awaited.ts';
import { syntaxError } from './syntax-error.ts';
import { testclientInAsync } from './testclient-in-async.ts';
import { throwNotCallable } from './throw-not-callable.ts';
import { timeoutMask } from './timeout-mask.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';
import { unclosedResource } from './unclosed-resource.ts';
import { uncollectedTest } from './uncollected-test.ts';
import { unknownMarker } from './unknown-marker.ts';
import { unorderedCompare } from './unordered-compare.ts';
import { unrestoredSpy } from './unrestored-spy.ts';
import { unrestoredTimers } from './unrestored-timers.ts';
import { unrunAsyncTest } from './unrun-async-test.ts';
import { unseededRandom } from './unseeded-random.ts';
import { unstableParameters } from './unstable-parameters.ts';
import { unstableSnapshot } from './unstable-snapshot.ts';
import { unusedFixture } from './unused-fixture.ts';
import { waitforSideEffect } from './waitfor-side-effect.ts';
import { wallClock } from './wall-clock.ts';
import { weakOracle } from './weak-oracle.ts';
import { weakPageWait } from './weak-page-wait.ts';
import { wideMutableFixture } from './wide-mutable-fixture.ts';
import { wrongRunner } from './wrong-runner.ts';
import { xfailStrict } from './xfail-strict.ts';
import { yieldTest } from './yield-test.ts';

/** Every rule, in the order docs list them. */
export const rules: readonly Rule[] = [
  alwaysTrue,
  asyncDescribe,
  asyncFixtureDecorator,
  asyncInSync,
  asyncMockChain,
  blockingCall,
  calledNotAwaited,
  clearNotReset,
  commitUnderRollback,
  concurrentExpect,
  concurrentShared,
  conditionalAssertion,
  conditionalTest,
  deadAssertion,
  deprecatedPytest,
  doneMisuse,
  duplicateParameters,
  duplicateTitle,
  earlyReturnSkip,
  elapsedTime,
  emptyTable,
  eventLoopOverride,
  expectOutsideTest,
  expiredAttributes,
  fixedPort,
  fixedSleep,
  fixtureCalled,
  fixtureYields,
  floatEquality,
  floatingPromise,
  focusedTest,
  forcedAction,
  frozenSleep,
  hoistedMock,
  inactiveInterceptor,
  joinTransactionMode,
  lateListener,
  leakedEnv,
  leakedGlobal,
  leakedOverride,
  localeTimezone,
  loopScopeMismatch,
  looseStatus,
  manualLoop,
  markOnFixture,
  memoryEngineThreads,
  misplacedPlugins,
  missingAwait,
  misspeltMockAssertion,
  mockAssign,
  mockEcho,
  mockPath,
  nestedTest,
  noAssertion,
  noDomCleanup,
  oneShotUi,
  orderDependence,
  osDependent,
  overbroadException,
  parameterDefault,
  parameterMismatch,
  presenceMismatch,
  productionDatabase,
  pytestConfig,
  raisesBlock,
  raisesMatch,
  realNetwork,
  releasedSavepoint,
  removedHttpxApp,
  restoreInBody,
  retryMask,
  returnedCheck,
  scopeMismatch,
  sessionAfterError,
  setupAtCollection,
  shadowedFixture,
  shadowedTest,
  sharedMutableState,
  sharedPath,
  sharedSession,
  silentFixture,
  skippedTest,
  sleepCost,
  sqliteForeignKeys,
  sqliteSavepoint,
  statefulRegex,
  swallowedFailure,
  syncMockAwaited,
  syntaxError,
  testclientInAsync,
  throwNotCallable,
  timeoutMask,
  unawaitedAssertion,
  unclosedResource,
  uncollectedTest,
  unknownMarker,
  unorderedCompare,
  unrestoredSpy,
  unrestoredTimers,
  unrunAsyncTest,
  unseededRandom,
  unstableParameters,
  unstableSnapshot,
  unusedFixture,
  waitforSideEffect,
  wallClock,
  weakOracle,
  weakPageWait,
  wideMutableFixture,
  wrongRunner,
  xfailStrict,
  yieldTest,
];
