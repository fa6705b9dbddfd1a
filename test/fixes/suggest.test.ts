import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planDigest } from '../../src/fixes/index.ts';
import { bench } from './bench.ts';
import { replaces, type WordRule } from './word-analyzer.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

/** Reports `word` and inserts a text before it (and at the start of the file). */
function inserts(id: string, word: string, text: string, atStart = ''): WordRule {
  return {
    id,
    finds: new RegExp(`(?<!${text})${word}`, 'g'),
    fix: ({ start }) => ({
      title: `Insert ${text}`,
      safety: 'safe',
      edits: [{ start, end: start, text }, ...(atStart ? [{ start: 0, end: 0, text: atStart }] : [])],
    }),
  };
}

describe('a plan', () => {
  it('shows each file with its hashes, its diff and its fixes', async () => {
    const { fixes, root } = await bench({ 'a.test.ts': 'one\ntwo\nthree\nBAD\nfive\nsix\nseven\neight\n' });
    const plan = await fixes.suggest();
    expect(plan.files).toEqual([
      {
        path: 'a.test.ts',
        relative: 'a.test.ts',
        root,
        sha256: sha('one\ntwo\nthree\nBAD\nfive\nsix\nseven\neight\n'),
        sha256_after: sha('one\ntwo\nthree\nGOOD\nfive\nsix\nseven\neight\n'),
        diff: '--- a/a.test.ts\n+++ b/a.test.ts\n@@ -1,7 +1,7 @@\n one\n two\n three\n-BAD\n+GOOD\n five\n six\n seven\n',
        edits: [{ start: 14, end: 17, expect: 'BAD', text: 'GOOD' }],
        fixes: [{ finding_id: 'a.test.ts:no-bad:0', rule: 'no-bad', title: 'Replace BAD', safety: 'safe' }],
      },
    ]);
    expect(plan.plan_id).toMatch(/^plan_[a-z2-7]{20}$/);
    expect(await fixes.getPlan(plan.plan_id)).toEqual(plan);
  });

  it('touches no file', async () => {
    const { fixes, text } = await bench({ 'a.test.ts': 'BAD' });
    await fixes.suggest();
    expect(text('a.test.ts')).toBe('BAD');
  });

  it('has a digest of what it does and to which bytes, and not of when it was made', async () => {
    const { fixes, write } = await bench({ 'a.test.ts': 'BAD' });
    const [one, same] = [await fixes.suggest(), await fixes.suggest()];
    expect(same.plan_id).not.toBe(one.plan_id);
    expect(same.digest).toBe(one.digest);
    write('a.test.ts', 'BAD ');
    expect((await fixes.suggest()).digest).not.toBe(one.digest);
    expect(planDigest({ ...one, roots: ['/elsewhere'] })).not.toBe(one.digest);
  });

  it('says what it would change, file by file, and which files have changed since', async () => {
    const { fixes, write, root } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    const place = { root, path: 'a.test.ts', relative: 'a.test.ts' };
    expect((await fixes.prepare(plan_id)).changes[0]).toEqual({ ...place, before: 'BAD', after: 'GOOD' });
    write('b.test.ts', 'BAD!');
    expect(await fixes.prepare(plan_id)).toMatchObject({ stale: ['b.test.ts'], changes: [] });
  });
});

describe('which fixes are suggested', () => {
  const rules = [
    replaces('safe-one', 'SAFE', 'x'),
    replaces('daring-one', 'DARING', 'y', 'suggested'),
    { id: 'no-fix', finds: /STUCK/g },
  ];
  const files = { 'a.test.ts': 'SAFE DARING STUCK', 'sub/b.test.ts': 'SAFE' };
  const fixedIn = (plan: { files: readonly { fixes: readonly { finding_id: string }[] }[] }) =>
    plan.files.flatMap((file) => file.fixes.map((fix) => fix.finding_id));

  it('are the safe ones', async () => {
    const { fixes } = await bench(files, rules);
    expect(fixedIn(await fixes.suggest())).toEqual(['a.test.ts:safe-one:0', 'sub/b.test.ts:safe-one:0']);
  });

  it('are the others too when they are asked for', async () => {
    const { fixes } = await bench(files, rules);
    const plan = await fixes.suggest({ paths: ['a.test.ts'], include_suggested: true });
    expect(fixedIn(plan)).toEqual(['a.test.ts:safe-one:0', 'a.test.ts:daring-one:0']);
  });

  it('are exactly those that are named, safe or not', async () => {
    const { fixes } = await bench(files, rules);
    expect(fixedIn(await fixes.suggest({ finding_ids: ['a.test.ts:daring-one:0'] }))).toEqual([
      'a.test.ts:daring-one:0',
    ]);
  });

  it('come with the reason when a named finding has none, or is not there', async () => {
    const { fixes } = await bench(files, rules);
    const plan = await fixes.suggest({ finding_ids: ['a.test.ts:no-fix:0', 'f_unknown'] });
    expect(plan.files).toEqual([]);
    expect(plan.unfixable).toEqual([
      { finding_id: 'f_unknown', reason: 'no such finding now; run analyze_tests again' },
      {
        finding_id: 'a.test.ts:no-fix:0',
        reason: 'rule no-fix has no automatic fix here; read pattern://typescript/flaky/identify and edit by hand',
      },
    ]);
  });
});

describe('fixes of one file', () => {
  const result = async (text: string, rules: readonly WordRule[]) => {
    const { fixes } = await bench({ 'a.test.ts': text }, rules);
    const plan = await fixes.suggest();
    const { changes } = await fixes.prepare(plan.plan_id);
    return { text: changes[0]?.after, unfixable: plan.unfixable, fixed: plan.files[0]?.fixes.length };
  };

  it('stand together when they lie apart', async () => {
    const { text, unfixable, fixed } = await result('BAD BAD UGLY', [
      replaces('a', 'BAD', 'GOOD'),
      replaces('b', 'UGLY', 'NICE'),
    ]);
    expect({ text, unfixable, fixed }).toEqual({ text: 'GOOD GOOD NICE', unfixable: [], fixed: 3 });
  });

  it('share edits that are the same: an import is added once', async () => {
    const { text, fixed } = await result('- WAIT then WAIT', [inserts('w', 'WAIT', 'await ', 'import vi;\n')]);
    expect({ text, fixed }).toEqual({ text: 'import vi;\n- await WAIT then await WAIT', fixed: 2 });
  });

  it('insert different texts at one place in the order of the findings', async () => {
    const { text } = await result('- ONE TWO', [
      inserts('b', 'TWO', '2', 'second;'),
      inserts('a', 'ONE', '1', 'first;'),
    ]);
    expect(text).toBe('first;second;- 1ONE 2TWO');
  });

  it('that overlap are left for the next time, the later one', async () => {
    const { text, unfixable } = await result('ONE TWO THREE', [
      replaces('a', 'ONE TWO', 'x'),
      replaces('b', 'TWO THREE', 'y'),
    ]);
    expect(text).toBe('x THREE');
    expect(unfixable).toEqual([
      { finding_id: 'a.test.ts:b:0', reason: 'overlaps with the fix of a.test.ts:a:0 (a); run again after applying' },
    ]);
  });

  it('do not insert a word before one that another fix takes away', async () => {
    const { text, unfixable } = await result('ONE; TWO', [replaces('a', 'ONE; ', ''), inserts('b', 'ONE', 'await ')]);
    expect(text).toBe('TWO');
    expect(unfixable).toHaveLength(1);
  });

  it.each([
    ['breaks the syntax', 'SYNTAX', /the file would no longer parse \(line 1: unexpected SYNTAX\)/],
    ['cures nothing', 'BAD ', /the finding would still be there \(line 1: found BAD\)/],
    ['brings another finding', 'UGLY', /it would bring a new finding of rule no-ugly \(line 1: found UGLY\)/],
    ['brings the same finding twice', 'BAD BAD', /it would bring a new finding of rule no-bad/],
  ])('leave out one that %s, and keep the others', async (_, harm, reason) => {
    const rules = [
      replaces('no-bad', 'BAD', harm),
      replaces('fine', 'DULL', 'BRIGHT'),
      { id: 'no-ugly', finds: /UGLY/g },
    ];
    const { text, unfixable } = await result('BAD DULL', rules);
    expect(text).toBe('BAD BRIGHT');
    expect(unfixable).toEqual([{ finding_id: 'a.test.ts:no-bad:0', reason: expect.stringMatching(reason) }]);
  });

  it.each([
    ['test', 'test()', 'it would remove a test'],
    ['assertion', 'expect()', 'it would remove an assertion'],
  ])('never remove a %s', async (_, code, reason) => {
    const { text, unfixable } = await result(`${code} BAD`, [
      replaces('no-bad', `${code.replace('()', '\\(\\)')} BAD`, ''),
    ]);
    expect(text).toBeUndefined();
    expect(unfixable).toEqual([{ finding_id: 'a.test.ts:no-bad:0', reason }]);
  });

  it('leave out one whose edits do not fit the text', async () => {
    const rule: WordRule = {
      id: 'r',
      finds: /BAD/g,
      fix: () => ({ title: 't', safety: 'safe', edits: [{ start: 0, end: 999, text: '' }] }),
    };
    expect((await result('BAD', [rule])).unfixable).toEqual([
      { finding_id: 'a.test.ts:r:0', reason: 'the fix of rule r does not fit the file; please report it' },
    ]);
  });

  it('put nothing before a byte order mark', async () => {
    expect((await result('\uFEFF- WAIT', [inserts('w', 'WAIT', 'await ', 'import vi;\n')])).text).toBe(
      '\uFEFFimport vi;\n- await WAIT',
    );
  });
});

it('leaves files for a next plan when the diff would grow longer than asked for, and says how many findings', async () => {
  const { fixes } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD BAD', 'c.test.ts': 'BAD' });
  const { files, left_out } = await fixes.suggest({ max_diff: 10 });
  expect(files.map(({ path }) => path)).toEqual(['a.test.ts']);
  expect(left_out).toBe(3);
});

it('leaves files for a next plan when there are more than asked for', async () => {
  const { fixes } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD', 'c.test.ts': 'BAD BAD' });
  const { files, left_out } = await fixes.suggest({ max_files: 2 });
  expect(files.map(({ path }) => path)).toEqual(['a.test.ts', 'b.test.ts']);
  expect(left_out).toBe(2);
});

it('counts the fixes that need judgement when they were not asked for', async () => {
  const { fixes } = await bench({ 'a.test.ts': 'ODD ODD' }, [replaces('no-odd', 'ODD', 'EVEN', 'suggested')]);
  expect(await fixes.suggest()).toMatchObject({ files: [], suggested_left: 2 });
  expect(await fixes.suggest({ include_suggested: true })).toMatchObject({ suggested_left: 0 });
});

describe('plan ids', () => {
  it.each(['plan_unknownunknownunkno', '../../key', 'plan_../../../etc/passwd', '', 'undo_aaaaaaaaaaaaaaaaaaaa'])(
    'that were never given (%j) are refused with what to do',
    async (id) => {
      const { fixes } = await bench({});
      await expect(fixes.getPlan(id)).rejects.toThrow(
        /plan_id .* is not known\. Allowed: a plan_id that suggest_fixes or find_polluter gave.* Call suggest_fixes again/,
      );
      await expect(fixes.apply(id)).rejects.toThrow(/is not known/);
    },
  );

  it('expire after 24 hours', async () => {
    const { fixes, state } = await bench({ 'a.test.ts': 'BAD' });
    const plan = await fixes.suggest();
    const old = { ...plan, created: new Date(Date.parse(plan.created) - 24 * 3600 * 1000 - 1).toISOString() };
    writeFileSync(`${state.folder}/plans/${plan.plan_id}.json`, JSON.stringify(old));
    await expect(fixes.apply(plan.plan_id)).rejects.toThrow(/has expired\. Allowed: .* Call suggest_fixes again/);
  });

  it('are refused when the plan was altered on disk', async () => {
    const { fixes, state, text } = await bench({ 'a.test.ts': 'BAD' });
    const plan = await fixes.suggest();
    writeFileSync(
      `${state.folder}/plans/${plan.plan_id}.json`,
      JSON.stringify(plan).replaceAll('"text":"GOOD"', '"text":"EVIL"'),
    );
    await expect(fixes.apply(plan.plan_id)).rejects.toThrow(/was damaged on disk/);
    expect(text('a.test.ts')).toBe('BAD');
  });

  it('of plans that change nothing cannot be applied', async () => {
    const { applyAll } = await bench({ 'a.test.ts': 'fine' });
    await expect(applyAll()).rejects.toThrow(/changes no file/);
  });
});
