import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VerifyRequest } from '../../src/verification/index.ts';
import { type Bench, bench, testOf, written } from './bench.ts';

const longEnough = 120_000;

afterEach(() => {
  vi.useRealTimers();
});

describe('verify finds', { timeout: longEnough }, () => {
  it('a random test flaky, and stops as soon as more runs change nothing', async () => {
    const project = bench({
      'test_dice.py': 'import random\n\n\ndef test_luck():\n    assert random.random() < 0.5\n',
    });
    const report = await verify(project, { runs: 50, strategies: ['repeat'], seed: 4 });
    expect(report).toMatchObject({ status: 'done', verdict: 'flaky' });
    expect(report.runs).toBeLessThan(15);
    expect(report.limitations).toContainEqual(expect.stringMatching(/^Stopped after \d+ of 50 runs: every test/));
    expect(report.by_strategy[0]?.interval_95[0]).toBeLessThan(0.5);
    expect(report.by_strategy[0]?.interval_95[1]).toBeGreaterThan(0.5);
  });

  it('a broken test failing, with its message, and a sound one beside it stable', async () => {
    const project = bench({
      'test_a.py': 'def test_broken():\n    assert 1 == 2, "one is not two"\n\n\ndef test_sound():\n    assert 1 < 2\n',
    });
    const report = await verify(project, { runs: 5, strategies: ['repeat'] });
    expect(report.verdict).toBe('failing');
    expect(testOf(report, 'broken')).toMatchObject({
      verdict: 'failing',
      runs: 5,
      failures: 5,
      first_failure: { run: 1 },
    });
    expect(testOf(report, 'broken').first_failure?.message).toContain('one is not two');
    expect(testOf(report, 'sound')).toMatchObject({ verdict: 'stable', runs: 5, failures: 0 });
  });

  it('the time zone that a test cannot do with', async () => {
    const noon = 'import time\n\n\ndef test_new_year():\n    assert time.localtime(1767268800).tm_mday == 1\n';
    const report = await verify(bench({ 'test_day.py': noon }), { runs: 10, strategies: ['timezone'] });
    expect(testOf(report, 'new_year')).toMatchObject({
      verdict: 'flaky',
      failures: 2,
      depends_on: { on: 'timezone', values: ['TZ=Pacific/Kiritimati'] },
      first_failure: { strategy: 'timezone' },
    });
  });

  it('the hash seed behind a test that trusts the order of a set', async () => {
    const parity = 'def test_bucket():\n    assert hash("a") % 2 == 0\n';
    const report = await verify(bench({ 'test_set.py': parity }), { runs: 10, strategies: ['hash-seed'] });
    expect(testOf(report, 'bucket')).toMatchObject({ verdict: 'flaky', depends_on: { on: 'hash-seed' } });
  });

  it('a test that only passes after another', async () => {
    const brittle =
      'stock = []\n\n\ndef test_fill():\n    stock.append(1)\n    assert stock\n\n\ndef test_sell():\n    assert stock.pop() == 1\n';
    const report = await verify(bench({ 'test_shop.py': brittle }), { runs: 5, strategies: ['repeat', 'isolate'] });
    expect(testOf(report, 'sell')).toMatchObject({
      verdict: 'flaky',
      runs: 10,
      failures: 5,
      depends_on: { on: 'other tests' },
    });
    expect(testOf(report, 'fill').verdict).toBe('stable');
  });

  it('a test that cannot run a second time in one process', async () => {
    const once = 'seen = []\n\n\ndef test_once():\n    seen.append(1)\n    assert len(seen) == 1\n';
    const report = await verify(bench({ 'test_once.py': once }), { runs: 5, strategies: ['repeat', 'twice'] });
    expect(testOf(report, 'once')).toMatchObject({
      verdict: 'stable',
      runs: 5,
      fails_second_time: { failures: 5, runs: 5 },
    });
  });

  it('nothing about tests that never run', async () => {
    const skipped = 'import pytest\n\n\n@pytest.mark.skip(reason="later")\ndef test_later():\n    assert False\n';
    const report = await verify(bench({ 'test_skip.py': skipped }), { runs: 20, strategies: ['repeat'] });
    expect(report).toMatchObject({ status: 'done', verdict: 'inconclusive', runs: 0, failures: 0 });
    expect(testOf(report, 'later').reason).toBe('Skipped in every run.');
  });

  it('the test that takes the process along failing, and nothing about its neighbours', async () => {
    const crash = 'import os\n\n\ndef test_fine():\n    assert True\n\n\ndef test_exits():\n    os._exit(0)\n';
    const report = await verify(bench({ 'test_exit.py': crash }), { runs: 20, strategies: ['repeat'] });
    expect(report).toMatchObject({ status: 'done', verdict: 'failing', runs: 3 });
    expect(testOf(report, 'exits')).toMatchObject({ verdict: 'failing', failures: 3 });
    expect(testOf(report, 'fine')).toMatchObject({ verdict: 'inconclusive', runs: 0 });
  });

  it('nothing stable when one of the files cannot be loaded, and says which', async () => {
    const files = {
      'test_good.py': 'def test_good():\n    assert True\n',
      'test_bad.py': 'import nothing_like_this\n',
    };
    const report = await verify(bench(files), {
      tests: ['test_good.py', 'test_bad.py'],
      runs: 5,
      strategies: ['repeat'],
    });
    expect(report.verdict).toBe('inconclusive');
    expect(testOf(report, 'test_good').verdict).toBe('stable');
    expect(report.limitations[0]).toMatch(/^test_bad\.py could not be loaded.*nothing_like_this/);
  });

  it('the test that hangs, before any run has shown how long they take', async () => {
    const hang =
      'import time\n\n\ndef test_quick():\n    assert True\n\n\ndef test_hangs():\n    open("hangs", "w").close()\n    time.sleep(600)\n';
    const project = bench({ 'test_hang.py': hang });
    const stop = new AbortController();
    const once = { signal: stop.signal, onProgress: () => stop.abort() };
    // Its time is up once it hangs, on whatever machine.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const verified = verify(project, { strategies: ['repeat'], timeoutMs: 40_000, ...once });
    await written(path.join(project.root, 'hangs'));
    vi.advanceTimersByTime(37_000);
    const report = await verified;
    expect(report).toMatchObject({ status: 'running', verdict: 'inconclusive', runs: 1, failures: 1 });
    expect(testOf(report, 'hangs')).toMatchObject({ failures: 1, first_failure: { run: 1 } });
    expect(testOf(report, 'hangs').first_failure?.message).toMatch(/^Still running when the run's time was up/);
    expect(testOf(report, 'quick')).toMatchObject({ runs: 0, failures: 0 });
  });
});

it('replays a failing run with the same order and seed, and says so when it was mended', {
  timeout: longEnough,
}, async () => {
  const project = bench({ 'test_dice.py': 'import random\n\n\ndef test_luck():\n    assert random.random() < 0.01\n' });
  const report = await verify(project, { runs: 2, strategies: ['repeat'], seed: 1 });
  const { run = 0 } = testOf(report, 'luck').first_failure ?? {};
  const verifier = await project.verifier();
  expect(await verifier.replay(report.campaign_id, run)).toMatchObject({
    same: true,
    outcome: 'failed',
    failed_then: ['test_dice.py::test_luck'],
    changed_files: [],
  });
  project.write('test_dice.py', 'def test_luck():\n    assert True\n');
  expect(await verifier.replay(report.campaign_id, run)).toMatchObject({
    same: false,
    outcome: 'passed',
    changed_files: ['test_dice.py'],
  });
  await expect(verifier.replay(report.campaign_id, 999)).rejects.toThrow(/has no run 999. Allowed: the \d+ runs/);
});

it('tells all of a campaign as text: tests, strategies, every run with its order and seed', {
  timeout: longEnough,
}, async () => {
  const project = bench({ 'test_a.py': 'def test_one():\n    assert True\n\n\ndef test_two():\n    assert 1 == 2\n' });
  const verifier = await project.verifier();
  const { campaign_id } = await verifier.verify({ tests: ['test_a.py'], runs: 3, seed: 9, timeoutMs: Infinity });
  const text = await verifier.reportText(campaign_id);
  const { runs } = await verifier.campaign(campaign_id);
  expect(text).toContain(`# Campaign ${campaign_id}: failing`);
  expect(text).toContain('- `test_a.py::test_two`: **failing**, 6 of 6 failed');
  expect(text).toMatch(/- runner: pytest \d+\.\d+/);
  for (const { run, seed } of runs)
    expect(text).toMatch(new RegExp(`\\| ${run} \\| \\w+ \\| failed \\| 1 \\| ${seed} \\|`));
});

function verify(project: Bench, request: VerifyRequest) {
  return project.verifier().then((verifier) => verifier.verify({ tests: ['.'], timeoutMs: Infinity, ...request }));
}
