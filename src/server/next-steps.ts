import type { ShownProof } from '../reports/proof-text.ts';
import { firstThatFit } from '../untrusted/plain-answer.ts';
import { shownLine } from '../untrusted/plain-text.ts';
import type { CampaignReport } from '../verification/index.ts';
import type { FoundPolluter } from './find-polluter.ts';

/** What a caller does after a campaign, a proof or a search, in the words of the place where they read it. */
export interface Ways {
  /** Names who makes a test fail. */
  polluter(victim: string): string;
  /** How to get at the cause of a flaky test. */
  cause(test: string): string;
  /** Of a test that always fails. */
  readonly failing: string;
  readonly again: string;
  /** More time for the same. */
  readonly longer: string;
  verify(strategy: string): string;
  prove(planId: string, tests: readonly string[]): string;
  apply(planId: string): string;
  readonly suggest: string;
}

const TOOLS: Ways = {
  polluter: (victim) => `find_polluter with victim ${JSON.stringify(victim)}`,
  cause: (test) =>
    `analyze_tests on the file says where it can flake; diagnose_failure with test ${JSON.stringify(test)} and first_failure.message as output names likely causes; then prove a fix with verify_tests and its plan_id.`,
  failing: ' diagnose_failure helps.',
  again: 'Make the same call again',
  longer: 'Raise timeout_s',
  verify: (strategy) => `verify_tests with strategies ["${strategy}"]`,
  prove: (planId, tests) => `verify_tests with plan_id "${planId}" and tests ${JSON.stringify(tests)}`,
  apply: (planId) => `apply_fixes with plan_id "${planId}"`,
  suggest: 'Call suggest_fixes again.',
};

export function campaignNextStep({ status, verdict, campaign_id, tests }: CampaignReport, ways = TOOLS): string {
  if (status === 'running') return `Call verify_tests with campaign_id "${campaign_id}" to go on.`;
  switch (verdict) {
    case 'flaky': {
      const [first] = tests;
      const id = shownLine(first?.id ?? '');
      const on = first?.depends_on?.on;
      if (on === 'order' || on === 'other tests')
        return `Other tests are to blame: ${ways.polluter(id)} names them, the state they leave changed, and a fix.`;
      return `Do not retry, skip or lengthen waits. ${on === undefined ? '' : `Look at what ${on} changes. `}${ways.cause(id)}`;
    }
    case 'failing':
      return `It fails every time: read the failure before the test; the product may be wrong.${ways.failing}`;
    case 'inconclusive':
      return 'The runs do not say enough: see each test\'s "reason", "not_counted" and "limitations". More runs, or the missing piece they name, may.';
    default:
      return 'No failure seen. That bounds the failure rate as stated, it does not make it zero; more runs lower the bound.';
  }
}

export function proofNextStep({ status, verdict }: ShownProof, planId: string, ways = TOOLS): string {
  if (status === 'running') return `Nothing is proved yet. ${ways.again} to go on.`;
  if (status === 'refused')
    return 'Not a fix: the change makes the test check less. Nothing was run or written. Mend the cause instead.';
  switch (verdict) {
    case 'fixed':
      return `${ways.apply(planId)}.`;
    case 'unreproduced':
      return `The unfixed test never failed, so runs cannot show that the fix helps. ${ways.longer}, or apply it for what it says, not as proved.`;
    case 'improved':
      return 'It fails less often, but it still fails: a second cause is left. Do not apply it as a fix.';
    case 'regressed':
      return 'The change breaks something that held before. Do not apply it.';
    case 'not_fixed':
      return 'The fix does not help. A flaky test that persists after a fix needs a person: say so, with these figures.';
    default:
      return `The runs do not settle it. ${ways.longer}. ${ways.again}.`;
  }
}

export function polluterNextStep(
  { status, kind, fix, victim, polluters, changed_state }: FoundPolluter,
  ways = TOOLS,
): string {
  if (status === 'running') return `Not found yet. ${ways.again} to go on.`;
  if (kind === 'none') return 'No other test is to blame: see "reason" for what it is instead.';
  if (kind === 'brittle') return `Have the test set up itself what it needs; then ${ways.verify('isolate')}.`;
  if (fix) {
    const tests = [...polluters, victim].map((id) => shownLine(id));
    return `Read the diff. ${ways.prove(fix.plan_id, tests)} proves it; then ${ways.apply(fix.plan_id)}.`;
  }
  return changed_state.length === 0
    ? `The state is not visible from outside: mend the polluter by the advice, then ${ways.verify('shuffle')}.`
    : `Put the named state back where it is set, by the advice; then ${ways.verify('shuffle')}.`;
}

export function staleNextStep(files: readonly string[], { suggest } = TOOLS): string {
  return `Nothing was touched. Changed since the plan was made: ${firstThatFit(files, 20, 1_500).shown.join(', ')}. ${suggest}`;
}
