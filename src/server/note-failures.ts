import type { Analyzer } from '../analysis/index.ts';
import type { AppliedEdits, FixService } from '../fixes/index.ts';
import type { State } from '../state/index.ts';
import type { CampaignReport, Verifier } from '../verification/index.ts';
import { recordPersistingFailure } from '../verification/proof/index.ts';

interface Parts {
  readonly fixes: FixService;
  readonly analyzer: Analyzer;
  readonly verifier: Verifier;
  readonly state: State;
}

/**
 * Keeps, for the escalation gate, the tests that a campaign saw failing after a fix of that very test had been applied: the
 * seed's rule "flaky test persists after fix".
 */
export async function noteFailures(report: CampaignReport, { fixes, analyzer, verifier, state }: Parts): Promise<void> {
  const failing = report.tests.filter(
    ({ verdict, failed_only_in }) => (verdict === 'flaky' || verdict === 'failing') && !isOther(failed_only_in),
  );
  if (failing.length === 0) return;
  const applied = await fixes.appliedEdits();
  if (applied.length === 0) return;
  const { header } = await verifier.campaign(report.campaign_id);
  for (const { id } of failing) {
    const path = id.slice(0, id.indexOf('::'));
    const name = id.slice(path.length + 2);
    for (const edits of applied.filter((entry) => entry.path === path && entry.applied < header.created)) {
      const fixed = await testsEdited(edits, analyzer);
      if (!fixed.some((title) => name === title || name.startsWith(`${title}[`))) continue;
      await recordPersistingFailure(state, {
        test: id,
        fixedAt: edits.applied,
        stillFailingAt: new Date().toISOString(),
      });
    }
  }
}

/** It fails only in a way of running that the project does not have: no fix was about that. */
function isOther(strategies: readonly string[] | undefined): boolean {
  return strategies?.every((strategy) => strategy === 'isolate-off') ?? false;
}

/** Full titles of the tests that the edits stand in. */
async function testsEdited({ path, before, edits }: AppliedEdits, analyzer: Analyzer): Promise<readonly string[]> {
  const { facts } = await analyzer.analyzeText(path, before);
  return facts.tests
    .filter(({ span }) => edits.some(({ start }) => start >= span.start && start <= span.end))
    .map(({ fullTitle }) => fullTitle);
}
