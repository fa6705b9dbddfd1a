import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CampaignReport, Verifier } from '../../src/verification/index.ts';
import { node24 } from '../support/toolchains.ts';
import { bench, testOf, written } from './bench.ts';

const slow = 'import time\n\n\ndef test_slow():\n    time.sleep(0.3)\n    assert True\n';
const longEnough = 120_000;

describe('a campaign that is not done in one call', { timeout: longEnough }, () => {
  it('answers in time with what is known, and goes on where it stopped, also after a restart', async () => {
    const project = bench({ 'test_slow.py': slow });
    const first = await (await project.verifier()).verify({ tests: ['test_slow.py'], runs: 5, timeoutMs: 3000 });
    expect(first).toMatchObject({ status: 'running', runs_planned: 10 });
    expect(first.runs_made).toBeLessThan(10);
    const again = await project.verifier();
    const last = await untilDone(again, first.campaign_id, 20_000);
    expect(last).toMatchObject({ status: 'done', verdict: 'stable', runs: 10, runs_made: 10 });
    const { runs } = await again.campaign(first.campaign_id);
    const made = runs.filter(({ outcome }) => outcome !== 'cancelled').map(({ run }) => run);
    expect(made).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('does not count a run that the time for the call has cut', async () => {
    const hang = 'import time\n\n\ndef test_waits():\n    open("waits", "w").close()\n    time.sleep(60)\n';
    const project = bench({ 'test_hang.py': hang });
    // The time for the call is up once the test waits, on whatever machine.
    const budget = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(budget.signal);
    const verified = (await project.verifier()).verify({ tests: ['test_hang.py'], timeoutMs: 100_000 });
    await written(path.join(project.root, 'waits'));
    budget.abort();
    const report = await verified;
    expect(timeout.mock.calls).toEqual([[expect.toSatisfy((ms: number) => ms > 0 && ms <= 100_000)]]);
    expect(report).toMatchObject({
      status: 'running',
      verdict: 'inconclusive',
      runs: 0,
      runs_made: 0,
      not_counted: [{ run: 1, outcome: 'cancelled' }],
    });
    expect(report.limitations).toContainEqual(expect.stringContaining('Continue with a longer time for the call'));
    expect(testOf(report, 'waits')).toMatchObject({ runs: 0, failures: 0 });
  });

  it('does not go on when a test file has changed, and is still there to be read', async () => {
    const project = bench({ 'test_slow.py': slow });
    const verifier = await project.verifier();
    const { campaign_id } = await begun(verifier);
    project.write('test_slow.py', `${slow}\n`);
    await expect(verifier.verify({ campaignId: campaign_id })).rejects.toThrow(
      `campaign_id "${campaign_id}" is stale: test_slow.py changed since it began, so its runs were of other code. Start a new campaign: leave campaign_id out.`,
    );
    expect((await verifier.report(campaign_id)).status).toBe('running');
  });

  it('does not go on about other tests, nor under an unknown id', async () => {
    const project = bench({ 'test_slow.py': slow, 'test_other.py': slow });
    const verifier = await project.verifier();
    const { campaign_id } = await begun(verifier);
    await expect(verifier.verify({ campaignId: campaign_id, tests: ['test_other.py'] })).rejects.toThrow(
      'is about other tests: test_slow.py',
    );
    await expect(verifier.verify({ campaignId: campaign_id, runs: 50 })).rejects.toThrow(
      /was begun with \d+ runs each of repeat.*\. Name the same runs and strategies, or none\./,
    );
    await expect(verifier.verify({ campaignId: 'campaign_nothing' })).rejects.toThrow(
      'campaign_id "campaign_nothing" is not known. Allowed: one that verify_tests gave',
    );
  });

  it('ends at once when the caller calls it off, and keeps what it has', async () => {
    const verifier = await bench({ 'test_slow.py': slow }).verifier();
    const stop = new AbortController();
    const report = await verifier.verify({
      tests: ['test_slow.py'],
      runs: 50,
      timeoutMs: Infinity,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 2) stop.abort();
      },
    });
    expect(report).toMatchObject({ status: 'running', runs_made: 2 });
  });

  it('tells after each run how far it is', async () => {
    const verifier = await bench({ 'test_no.py': 'def test_no():\n    assert False\n' }).verifier();
    const told: string[] = [];
    await verifier.verify({
      tests: ['test_no.py'],
      runs: 2,
      timeoutMs: Infinity,
      onProgress: ({ done, total, run, failed }) => told.push(`${done}/${total} ${run.strategy} ${failed.join()}`),
    });
    expect(told).toEqual([
      '1/4 repeat test_no.py::test_no',
      '2/4 shuffle test_no.py::test_no',
      '3/4 repeat test_no.py::test_no',
      '4/4 shuffle test_no.py::test_no',
    ]);
  });
});

it('a campaign whose process was killed loses at most the run in flight', { timeout: longEnough }, async () => {
  const project = bench({ 'test_slow.py': slow });
  const child = spawn(
    node24(),
    [fileURLToPath(new URL('verify-process.mjs', import.meta.url)), project.root, project.home, 'test_slow.py'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const told: { readonly campaignId: string; readonly run: number }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(JSON.parse(line));
    if (told.length === 3) child.kill('SIGKILL');
  }
  const campaignId = told[0]?.campaignId ?? '';
  const verifier = await project.verifier();
  expect((await verifier.report(campaignId)).runs_made).toBeGreaterThanOrEqual(3);
  const report = await untilDone(verifier, campaignId, 60_000);
  expect(report).toMatchObject({ status: 'done', verdict: 'stable', runs: 10 });
  const { runs } = await verifier.campaign(campaignId);
  expect(runs.map(({ run }) => run)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

/** Called off after its first run. */
function begun(verifier: Verifier): Promise<CampaignReport> {
  const stop = new AbortController();
  return verifier.verify({
    tests: ['test_slow.py'],
    runs: 20,
    timeoutMs: Infinity,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
}

/** Calls again and again, as a client would. */
async function untilDone(verifier: Verifier, campaignId: string, timeoutMs: number): Promise<CampaignReport> {
  for (let calls = 0; calls < 30; calls++) {
    const report = await verifier.verify({ campaignId, timeoutMs });
    if (report.status === 'done') return report;
  }
  throw new Error('The campaign was not done after 30 calls.');
}
