import type { ShownProof } from '../reports/proof-text.ts';
import { firstThatFit } from '../untrusted/plain-answer.ts';
import { shownLine } from '../untrusted/plain-text.ts';
import type { CampaignReport } from '../verification/index.ts';
import type { FoundPolluter } from './find-polluter.ts';

/** What a caller does after a campaign, a proof or a search. */

export function campaignNextStep({ status, verdict, campaign_id, tests }: CampaignReport): string {
  if (status === 'running') return `Call verify_tests with campaign_id "${campaign_id}" to go on.`;
  switch (verdict) {
    case 'flaky': {
      const [first] = tests;
      const on = first?.depends_on?.on;
      if (first && (on === 'order' || on === 'other tests'))
        return `Other tests are to blame: find_polluter with victim ${JSON.stringify(shownLine(first.id))} names them, the state they leave changed, and a fix.`;
      return `Do not retry, skip or lengthen waits. ${on === undefined ? '' : `Look at what ${on} changes. `}analyze_tests on the file says where it can flake; diagnose_failure with first_failure.message names likely causes; then prove a fix with verify_tests and its plan_id.`;
    }
    case 'failing':
      return 'It fails every time: read the failure before the test; the product may be wrong. diagnose_failure helps.';
    case 'inconclusive':
      return 'The runs do not say enough: see each test\'s "reason" and "not_counted". More runs, or the missing piece they name, may.';
    default:
      return 'No failure seen. That bounds the failure rate as stated, it does not make it zero; more runs lower the bound.';
  }
}

export function proofNextStep({ status, verdict }: ShownProof, planId: string): string {
  if (status === 'running') return `Nothing is proved yet. Make the same call again to go on.`;
  if (status === 'refused')
    return 'Not a fix: the change makes the test check less. Nothing was run or written. Mend the cause instead.';
  switch (verdict) {
    case 'fixed':
      return `apply_fixes with plan_id "${planId}".`;
    case 'unreproduced':
      return 'The unfixed test never failed, so runs cannot show that the fix helps. Raise timeout_s, or apply it for what it says, not as proved.';
    case 'improved':
      return 'It fails less often, but it still fails: a second cause is left. Do not apply it as a fix.';
    case 'regressed':
      return 'The change breaks something that held before. Do not apply it.';
    case 'not_fixed':
      return 'The fix does not help. A flaky test that persists after a fix needs a person: say so, with these figures.';
    default:
      return 'The runs do not settle it. Raise timeout_s and make the same call again.';
  }
}

export function polluterNextStep({ status, kind, fix, victim, polluters, changed_state }: FoundPolluter): string {
  if (status === 'running') return 'Not found yet. Make the same call again to go on.';
  if (kind === 'none') return 'No other test is to blame: see "reason" for what it is instead.';
  if (kind === 'brittle') return 'Have the test set up itself what it needs; then verify_tests with strategy isolate.';
  if (fix) {
    const tests = JSON.stringify([...polluters, victim].map((id) => shownLine(id)));
    return `Read the diff. verify_tests with plan_id "${fix.plan_id}" and tests ${tests} proves it; then apply_fixes.`;
  }
  return changed_state.length === 0
    ? 'The state is not visible from outside: mend the polluter by the advice, then verify_tests with strategy shuffle.'
    : 'Put the named state back where it is set, by the advice; then verify_tests with strategy shuffle.';
}

export function staleNextStep(files: readonly string[]): string {
  return `Nothing was touched. Changed since the plan was made: ${firstThatFit(files, 20, 1_500).shown.join(', ')}. Call suggest_fixes again.`;
}
