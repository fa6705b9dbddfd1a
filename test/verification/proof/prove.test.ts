import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { continueProof, persistingFailures } from '../../../src/verification/proof/index.ts';
import { copiesLeft, privateTemporaryFolder, proofCase } from './support.ts';

/** Fails but once in a hundred runs, so that a proof needs few. The seed 1 is one with which it passes. */
const flaky = 'import random\n\ndef test_pick():\n    value = random.random()\n    assert round(value, 2) == 0.13\n';

describe('a fix in Python', { timeout: 180_000 }, () => {
  it('is refuted at the first failures when it changes nothing, and the gate is told', async () => {
    const { prove, state } = await proofCase({ 'test_pick.py': flaky });
    const report = await prove('test_pick.py', flaky.replace('random.random()', 'random.random() * 1.0'));
    expect(report).toMatchObject({ status: 'done', verdict: 'not_fixed' });
    expect(await persistingFailures(state)).toMatchObject([{ test: 'test_pick.py::test_pick' }]);
  });

  // That it fails less often under one arm is an improvement too: next.test.ts, without the 40 runs that it takes.
  it('counts as an improvement when the test fails in fewer orders, and not as a fix', async () => {
    const text = `warm = []\n\ndef test_warm():\n    warm.append(0.13)\n    assert warm\n\n${flaky}`;
    const { prove } = await proofCase({ 'test_pick.py': text });
    const after = text.replace('random.random()', 'warm[0] if warm else random.random()');
    const report = await prove('test_pick.py', after, { tests: ['test_pick.py::test_pick'] });
    expect(report).toMatchObject({
      status: 'done',
      verdict: 'improved',
      reason: expect.stringContaining('still fails under'),
    });
  });

  it('claims nothing but a bound for a test that never failed', async () => {
    const text = 'def test_stable():\n    value = 1\n    assert value == 1\n';
    const { prove } = await proofCase({ 'test_stable.py': text });
    const report = await prove('test_stable.py', text.replace('value = 1', 'value = 2 - 1'), {
      exploring: 1,
      cleanRuns: 2,
    });
    expect(report).toMatchObject({
      status: 'done',
      verdict: 'unreproduced',
      upper_bound_95: expect.closeTo(1 - 0.05 ** 0.5, 9),
    });
  });

  it('is a regression when another test never passes again', async () => {
    const text = `${flaky}\ndef test_other():\n    limit = 5\n    assert limit == 5\n`;
    const { prove } = await proofCase({ 'test_pick.py': text });
    const after = text.replace('random.random()', 'random.Random(1).random()').replace('limit = 5', 'limit = 6');
    const report = await prove('test_pick.py', after, { tests: ['test_pick.py::test_pick'] });
    expect(report).toMatchObject({
      status: 'done',
      verdict: 'regressed',
      reason: expect.stringContaining('test_other'),
    });
  });

  it('finds the order in which the test fails', async () => {
    const text =
      'import pytest\n\nseen = []\n\ndef test_a():\n    state = seen\n    assert state == []\n\n@pytest.mark.parametrize("n", range(6))\ndef test_b(n):\n    seen.append(1)\n    assert seen\n';
    const { prove } = await proofCase({ 'test_order.py': text });
    const report = await prove('test_order.py', text.replace('state = seen', 'state = seen[6:]'), {
      tests: ['test_order.py::test_a'],
      exploring: 40,
      // Its orders show the failure soon.
      seed: 8,
    });
    expect(report).toMatchObject({ status: 'done', verdict: 'fixed', condition: 'shuffled' });
  });

  it('is proved when the test fails without it and not with it: on files that git does not know, too, and in copies alone', async () => {
    privateTemporaryFolder();
    const text =
      'import os, random\nimport helper\n\ndef test_pick():\n    open(os.path.join(os.path.dirname(__file__), "left.txt"), "a").write("x")\n    value = helper.draw(random)\n    assert value < 0.15\n';
    const { folder, prove } = await proofCase({
      'test_pick.py': text,
      'helper.py': 'def draw(source):\n    return source.random()\n',
      '.gitignore': 'helper.py\n',
    });
    const report = await prove('test_pick.py', text.replace('(random)', '(random.Random(1))'));
    expect(report).toMatchObject({ status: 'done', verdict: 'fixed', condition: 'as declared', changed_meanwhile: [] });
    expect(report).toMatchObject({
      after: { failures: 0 },
      limitations: expect.arrayContaining([expect.stringContaining('left.txt')]),
    });
    expect(folder.text('test_pick.py')).toBe(text);
    expect(readdirSync(folder.root).sort()).toEqual(['.gitignore', 'helper.py', 'test_pick.py']);
    expect(copiesLeft()).toEqual([]);
  });

  it('is not proved by tests that change the code they run, and the real code stays', async () => {
    const text =
      'import helper\n\ndef test_draw():\n    with open("helper.py", "a") as file:\n        file.write("# again\\n")\n    value = helper.draw()\n    assert value == 1\n';
    const files = { 'test_draw.py': text, 'helper.py': 'def draw():\n    return 2\n', 'pytest.ini': '[pytest]\n' };
    const { folder, prove } = await proofCase(files);
    const report = await prove('test_draw.py', text.replace('helper.draw()', 'helper.draw() - 1'));
    expect(report).toMatchObject({
      status: 'done',
      verdict: 'inconclusive',
      runs: 1,
      reason: expect.stringContaining('The tests change the code that they run (in the copy, here: helper.py)'),
      changed_meanwhile: [],
    });
    expect(folder.text('helper.py')).toBe(files['helper.py']);
  });

  it('tells when a test reaches into the real workspace', async () => {
    const { folder, prove } = await proofCase({ 'test_reach.py': '' });
    const victim = JSON.stringify(path.join(folder.root, 'policy.yaml'));
    const text = `def test_reach():\n    value = open(${victim}, "w").write("x")\n    assert value == 1\n`;
    folder.write('test_reach.py', text);
    const report = await prove('test_reach.py', `${text}\n`, { exploring: 1, cleanRuns: 1 });
    expect(report).toMatchObject({ verdict: 'unreproduced', changed_meanwhile: ['policy.yaml'] });
  });

  it('knows only its own ids', async () => {
    const { state } = await proofCase({ 'test_pick.py': flaky });
    await expect(continueProof('proof_../../key', { state, budgetMs: 1 })).rejects.toThrow(/is not known/);
  });

  it('goes on where its budget ended, also after a line was cut off by a crash', async () => {
    const { prove, state } = await proofCase({ 'test_pick.py': flaky });
    const first = await prove('test_pick.py', flaky.replace('random.random()', 'random.Random(1).random()'), {
      budgetMs: 1,
    });
    expect(first).toMatchObject({ status: 'running', runs: 1 });
    const id = 'proof_id' in first ? first.proof_id : '';
    appendFileSync(path.join(state.folder, 'proofs', `${id}.jsonl`), '{"phase":"explore","tr');
    const stop = new AbortController();
    const cancelled = await continueProof(id, {
      state,
      budgetMs: Infinity,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(cancelled).toMatchObject({ status: 'running', runs: 2 });
    const second = await continueProof(id, { state, budgetMs: Infinity });
    expect(second).toMatchObject({ status: 'done', verdict: 'fixed', proof_id: id });
    expect(await continueProof(id, { state, budgetMs: 1 })).toEqual(second);
  });
});
