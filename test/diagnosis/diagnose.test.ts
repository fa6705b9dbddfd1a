import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { type DiagnosisRequest, diagnose, type TestHistory } from '../../src/diagnosis/index.ts';
import { bundledPatternsDir, loadPatterns } from '../../src/patterns/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { capturedAt, output, outputs } from './outputs.ts';

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly history?: TestHistory;
}

async function diagnosed(request: DiagnosisRequest, { files = {}, history }: Setting = {}) {
  const workspace = await tempWorkspace(files).open();
  const analyzer = new Analyzer(workspace, rules);
  const asked: string[] = [];
  const port = async (test: string) => {
    asked.push(test);
    return history;
  };
  return { ...(await diagnose(request, { workspace, analyzer, now: capturedAt, history: port })), asked };
}

const sharedCart = `CART = []


def test_adds_milk():
    CART.append("milk")
    assert len(CART) == 1


def test_adds_tea():
    CART.append("tea")
    assert len(CART) == 1


`;

const clock = `from datetime import date, timedelta


def due(now):
    return now + timedelta(days=1)


def test_due_tomorrow():
    assert date.today() == date(2026, 3, 2)
`;

describe('places', () => {
  it('are the workspace’s own, found by the longest end of a path that another machine printed', async () => {
    const files = { 'tests/test_shop.py': sharedCart };
    const text = output('pytest/shared-state--left-over-item').replaceAll(
      'tests/test_shop.py',
      '/builds/team/shop/tests/test_shop.py',
    );
    const { causes } = await diagnosed({ output: text }, { files });
    expect(causes[0]?.evidence[0]).toMatchObject({ path: 'tests/test_shop.py', line: 14 });
  });

  it('are found in a package of a monorepo', async () => {
    const files = { 'packages/web/test/shop.test.js': 'const x = 1;\n'.repeat(9) };
    const text = output('vitest/network--refused').replaceAll(
      'test/shop.test.js',
      '/home/runner/work/shop/shop/packages/web/test/shop.test.js',
    );
    const { causes } = await diagnosed({ output: text }, { files });
    expect(causes[0]?.evidence[0]).toMatchObject({ path: 'packages/web/test/shop.test.js', line: 3 });
  });

  it('have no line that the file does not have', async () => {
    const { causes } = await diagnosed(
      { output: output('vitest/network--refused') },
      { files: { 'test/shop.test.js': '\n' } },
    );
    expect(causes[0]?.evidence[0]).toMatchObject({ path: 'test/shop.test.js' });
    expect(causes[0]?.evidence[0]?.line).toBeUndefined();
  });

  it('are left out when the file is not here, and never lead outside of the roots', async () => {
    const text = output('vitest/network--refused').replaceAll('test/shop.test.js', '../../../../etc/passwd.test.js');
    const { causes } = await diagnosed({ output: text });
    expect(causes[0]).toMatchObject({ cause: 'network' });
    expect(causes[0]?.evidence.filter(({ path }) => path !== undefined)).toEqual([]);
  });
});

describe('the test’s source', () => {
  it('raises the confidence where a finding agrees with the symptom, and is quoted with its line', async () => {
    const text = output('pytest/time--today');
    const without = await diagnosed({ output: text });
    const { causes } = await diagnosed({ output: text }, { files: { 'tests/test_shop.py': clock } });
    expect(causes[0]?.cause).toBe('time');
    expect(causes[0]?.confidence).toBeGreaterThan(without.causes[0]?.confidence ?? 1);
    expect(causes[0]?.evidence).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/^wall-clock: /), path: 'tests/test_shop.py', line: 9 }),
    );
  });

  it('is enough alone, and the next step names the fix', async () => {
    const { causes } = await diagnosed(
      { path: 'tests/test_shop.py', test: 'test_adds_tea' },
      { files: { 'tests/test_shop.py': sharedCart } },
    );
    expect(causes[0]).toMatchObject({ cause: 'shared-state', pattern: 'pattern://python/flaky/test-isolation' });
    expect(causes[0]?.confidence).toBeLessThan(0.5);
    expect(causes[0]?.next_step).toContain('"tests":["tests/test_shop.py::test_adds_tea"]');
  });

  it('does not make a wrong value flaky', async () => {
    const slept = `import time


def total(items):
    return sum(i["price"] for i in items)


def test_total_counts_quantities():
    time.sleep(0.1)
    assert total([{"price": 3, "quantity": 2}, {"price": 4, "quantity": 1}]) == 10
`;
    const { causes } = await diagnosed(
      { output: output('pytest/genuine-failure--wrong-total') },
      { files: { 'tests/test_shop.py': slept } },
    );
    expect(causes.map(({ cause }) => cause)).toEqual(['genuine-failure', 'async-wait']);
  });

  it('that cannot be read by the rules costs no answer', async () => {
    const { causes } = await diagnosed(
      { output: output('pytest/time--today') },
      { files: { 'tests/test_shop.py': 'def broken(:\n' } },
    );
    expect(causes[0]).toMatchObject({ cause: 'time' });
  });

  it.each([
    { test: 'tests/test_shop.py::test_adds_tea' },
    { path: 'tests/test_shop.py::test_adds_tea' },
    { path: 'tests/test_shop.py', test: 'tests/test_shop.py::test_adds_tea' },
  ])('is found by an id, too: %j', async (request) => {
    const { causes } = await diagnosed(request, { files: { 'tests/test_shop.py': sharedCart } });
    expect(causes[0]?.cause).toBe('shared-state');
    expect(causes[0]?.next_step).toContain('"tests":["tests/test_shop.py::test_adds_tea"]');
  });

  it('names the whole file in the next step where no test is known, and nothing that is no call where no file is', async () => {
    const ofFile = await diagnosed({ path: 'tests/test_shop.py' }, { files: { 'tests/test_shop.py': sharedCart } });
    expect(ofFile.causes[0]?.next_step).toContain('"tests":["tests/test_shop.py"]');
    const ofNothing = await diagnosed({ output: 'AssertionError: expected 1 to be 2' });
    expect(ofNothing.causes[0]?.next_step).toContain('verify_tests with its "path::name" and strategies ["repeat"];');
  });

  it('that does not parse is the cause where no output says otherwise', async () => {
    const files = { 'tests/test_shop.py': 'def broken(:\n' };
    const { causes } = await diagnosed({ path: 'tests/test_shop.py' }, { files });
    expect(causes).toMatchObject([{ cause: 'genuine-failure', next_step: expect.stringMatching(/^Mend the syntax/) }]);
    expect(causes[0]?.evidence[0]?.text).toMatch(/^the file does not parse: line 1/);
  });

  it('outside of the roots is refused', async () => {
    await expect(diagnosed({ path: '../other/test_x.py' })).rejects.toThrow(/outside the workspace root/);
  });
});

describe('earlier campaigns', () => {
  const asked = { output: output('pytest/shared-state--left-over-item') };
  const files = { 'tests/test_shop.py': sharedCart };

  it('are asked by the test’s id', async () => {
    const { asked: ids } = await diagnosed(asked, { files });
    expect(ids).toEqual(['tests/test_shop.py::test_adds_tea']);
  });

  it('tell order dependence from a fault', async () => {
    const byStrategy = [
      { strategy: 'shuffle', runs: 20, failures: 9 },
      { strategy: 'isolate', runs: 20, failures: 0 },
    ];
    const { causes } = await diagnosed(asked, { files, history: { runs: 40, failures: 9, byStrategy } });
    expect(causes[0]).toMatchObject({ cause: 'order-dependence' });
    expect(causes[0]?.evidence[0]?.text).toContain('9 of 20 shuffled, none of 20 alone');
  });

  it('tell a test that fails as declared and passes in other orders', async () => {
    const byStrategy = [
      { strategy: 'repeat', runs: 6, failures: 6 },
      { strategy: 'shuffle', runs: 6, failures: 2 },
    ];
    const { causes } = await diagnosed(asked, { files, history: { runs: 12, failures: 8, byStrategy } });
    expect(causes[0]).toMatchObject({ cause: 'order-dependence' });
    expect(causes[0]?.evidence[0]?.text).toContain('all 6 as declared, 2 of 6 in other orders');
  });

  it('tell a failure that never passes', async () => {
    const { causes } = await diagnosed(asked, { files, history: { runs: 20, failures: 20 } });
    expect(causes[0]).toMatchObject({ cause: 'genuine-failure' });
  });
});

describe('several failures in one output', () => {
  it('of one root count once', async () => {
    const { causes, failures } = await diagnosed({ output: output('vitest/shared-state--two-failures-one-root') });
    expect(failures.map(({ test }) => test)).toEqual(['registers b', 'registers c']);
    expect(causes.filter(({ cause }) => cause === 'shared-state')).toHaveLength(1);
  });

  it('of different causes are told apart', async () => {
    const text = `${output('pytest/database--locked')}\n${output('vitest/network--refused')}`;
    const { causes } = await diagnosed({ output: text });
    expect(
      causes
        .slice(0, 2)
        .map(({ cause }) => cause)
        .sort(),
    ).toEqual(['database', 'network']);
  });

  it('are narrowed to the test that was asked for', async () => {
    const text = `${output('pytest/database--locked')}\n${output('pytest/floating-point--sum')}`;
    const { causes, failures } = await diagnosed({ output: text, test: 'tests/test_shop.py::test_total' });
    expect(failures.map(({ test }) => test)).toEqual(['test_total']);
    expect(causes[0]).toMatchObject({ cause: 'floating-point' });
  });
});

describe('an answer', () => {
  it('names only patterns that exist', async () => {
    const library = await loadPatterns(bundledPatternsDir());
    const answers = await Promise.all(outputs.map(({ text }) => diagnosed({ output: text })));
    const named = new Set(answers.flatMap(({ causes }) => causes.map(({ pattern }) => pattern)));
    expect([...named].filter((pattern) => library.get(pattern) === undefined)).toEqual([]);
  });

  it('says how to get more when nothing is recognised', async () => {
    const { causes, note } = await diagnosed({ output: 'all is well\nnothing to see\n' });
    expect(causes).toEqual([]);
    expect(note).toContain('--tb=long');
  });

  it('has no cause for a run that passed', async () => {
    const { causes } = await diagnosed({
      output:
        '\n RUN  v4.1.12 /home/dev/shop\n\n ✓ test/shop.test.js (3 tests) 8ms\n\n Test Files  1 passed (1)\n      Tests  3 passed (3)\n',
    });
    expect(causes).toEqual([]);
  });

  it('believes a person who says that the test passes alone', async () => {
    const text = `${output('pytest/shared-state--left-over-item')}\nIt passes when run in isolation.`;
    const { causes } = await diagnosed({ output: text });
    expect(
      causes
        .map(({ cause }) => cause)
        .slice(0, 2)
        .sort(),
    ).toEqual(['order-dependence', 'shared-state']);
  });

  it('does not blame other tests when none ran', async () => {
    const text = output('pytest/shared-state--left-over-item').replace('collected 2 items', 'collected 1 item');
    const { causes } = await diagnosed({ output: text });
    expect(causes.map(({ cause }) => cause)).toEqual(['genuine-failure', 'shared-state']);
  });

  it('gives a wrong sort a chance where the test is about the order', async () => {
    const text = output('vitest/unordered-collection--rows').replaceAll('lists names', 'sorts names by age');
    const { causes } = await diagnosed({ output: text });
    expect(causes.map(({ cause }) => cause)).toEqual(['genuine-failure', 'unordered-collection']);
  });
});

describe('what stands between a wrong project and a wrong machine', () => {
  it.each([
    ['environment', 'importlib.metadata.PackageNotFoundError: No package metadata was found for shop'],
    ['environment', "ValueError: Plugin already registered under a different name: shop_plugin=<module 'shop_plugin'>"],
    [
      'environment',
      "ImportError: cannot import name 'echo' from 'click' (/opt/venv/lib/python3.11/site-packages/click/__init__.py)",
    ],
    ['genuine-failure', "ImportError: cannot import name 'total' from 'shop.cart' (/srv/shop/src/shop/cart.py)"],
  ])('is %s: %s', async (cause, message) => {
    const text = `___ ERROR collecting tests/test_shop.py ___\ntests/test_shop.py:1: in <module>\n    from shop import x\nE   ${message}\n`;
    expect((await diagnosed({ output: text })).causes[0]?.cause).toBe(cause);
  });
});
