import { describe, expect, it } from 'vitest';
import { weakenings } from '../../../src/verification/proof/index.ts';

const script = `import { expect, it } from 'vitest';

it('adds', async () => {
  const sum = await add(1, 2);
  expect(sum).toBe(3);
  expect(total()).toBeCloseTo(0.3, 5);
});

it('waits', async () => {
  await vi.waitFor(() => expect(done()).toBe(true), { timeout: 1000 });
}, 5000);
`;

const python = `import pytest, time

def test_add():
    total = add(1, 2)
    assert total == 3
    assert total == pytest.approx(3.0, rel=0.01)

@pytest.mark.timeout(5)
def test_wait():
    time.sleep(0.1)
    assert done()
`;

async function found(relative: string, before: string, after: string): Promise<readonly string[]> {
  expect(after).not.toBe(before);
  const all = await weakenings([{ relative, before, after }], relative.endsWith('.py') ? 'pytest' : 'vitest');
  return [...new Set(all.map(({ kind }) => kind))];
}

describe('a change is refused', () => {
  it.each([
    ['an assertion removed', '  expect(sum).toBe(3);\n', '', 'assertion-removed'],
    ['another value expected', 'toBe(3)', 'toBe(4)', 'assertion-removed'],
    ['a test skipped', "it('adds'", "it.skip('adds'", 'test-weakened'],
    ['a retry', "it('adds', async", "it('adds', { retry: 3 }, async", 'test-weakened'],
    ['a test removed', /it\('adds'[\s\S]*?\n}\);\n/, '', 'test-removed'],
    ['a longer time-out', 'timeout: 1000', 'timeout: 9000', 'looser-limit'],
    ['a longer limit of the test', '}, 5000)', '}, 60_000)', 'looser-limit'],
    ['fewer decimal places', '0.3, 5', '0.3, 1', 'looser-limit'],
    ['an assertion in a branch', 'expect(sum)', 'if (sum) expect(sum)', 'assertion-conditional'],
    [
      'a swallowed failure',
      /expect\(sum\)\.toBe\(3\);/,
      'try { expect(sum).toBe(3); } catch {}',
      'assertion-conditional',
    ],
  ])('%s (TypeScript)', async (_, from, to, kind) => {
    expect(await found('a.test.ts', script, script.replace(from, to))).toContain(kind);
  });

  it.each([
    ['an assertion removed', '    assert total == 3\n', '', 'assertion-removed'],
    ['an expected failure', 'def test_add', '@pytest.mark.xfail\ndef test_add', 'test-weakened'],
    ['a retry', 'def test_add', '@pytest.mark.flaky(reruns=3)\ndef test_add', 'test-weakened'],
    ['a longer time-out', 'timeout(5)', 'timeout(50)', 'looser-limit'],
    ['a broader tolerance', 'rel=0.01', 'rel=0.5', 'looser-limit'],
    ['a longer sleep', 'sleep(0.1)', 'sleep(5)', 'looser-limit'],
    ['a test removed', /@pytest.mark.timeout[\s\S]*/, '', 'test-removed'],
    [
      'an assertion in a branch',
      '    assert total == 3',
      '    if total:\n        assert total == 3',
      'assertion-conditional',
    ],
  ])('%s (Python)', async (_, from, to, kind) => {
    expect(await found('test_a.py', python, python.replace(from, to))).toContain(kind);
  });

  it.each([
    ['vitest.config.ts', 'export default {};\n', 'export default { test: { retry: 2 } };\n'],
    ['pytest.ini', '[pytest]\n', '[pytest]\naddopts = --reruns 3\n'],
    ['package.json', '{}\n', '{ "jest": { "testTimeout": 90000 } }\n'],
  ])('a runner set to hide failures in %s', async (relative, before, after) => {
    expect(await found(relative, before, after)).toContain('runner-configuration');
  });
});

describe('a change passes', () => {
  it.each([
    [
      'a wait for a condition instead of a sleep',
      'await add(1, 2)',
      'await vi.waitFor(() => add(1, 2), { timeout: 2000 })',
    ],
    ['an awaited assertion', 'expect(sum)', 'await expect(sum)'],
    ['another name of a test', "it('adds'", "it('adds two numbers'"],
    ['a shorter time-out', 'timeout: 1000', 'timeout: 500'],
    ['one more assertion', 'expect(sum)', 'expect(sum).toBeDefined();\n  expect(sum)'],
    [
      'an assertion in a try that rethrows',
      /expect\(sum\)\.toBe\(3\);/,
      'try { expect(sum).toBe(3); } finally { stop(); }',
    ],
  ])('%s', async (_, from, to) => {
    expect(await found('a.test.ts', script, script.replace(from, to))).toEqual([]);
  });

  it('a test moved to another file of the change', async () => {
    const [head = '', rest = ''] = script.split(/(?=it\('waits')/);
    const changes = [
      { relative: 'a.test.ts', before: script, after: head },
      { relative: 'b.test.ts', before: '', after: `import { expect, it } from 'vitest';\n\n${rest}` },
    ];
    const kinds = (await weakenings(changes, 'vitest')).map(({ kind }) => kind);
    expect(kinds).not.toContain('test-removed');
  });
});
