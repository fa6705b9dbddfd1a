import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { clearNotReset } from '../../../src/analysis/rules/clear-not-reset.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(clearNotReset);

const found = async (code: string, more: Partial<Example> = {}) =>
  (await check(clearNotReset, { framework: 'vitest', code, ...more })).reports;

const file = (first: string, second: string, hook = 'afterEach(() => { vi.clearAllMocks(); });') => `
const load = vi.fn();
${hook}
it('shows the error', () => {
  ${first}
  expect(page(load)).toBe('down');
});
it('shows the cart', () => {
  ${second}
});
`;
const installs = `load.mockRejectedValue(new Error('down'));`;
const uses = `expect(page(load)).toBe('');`;

describe('clear-not-reset', () => {
  it('names the test that inherits the answer', async () => {
    const [report] = await found(file(installs, uses));
    expect(report?.message).toContain('"shows the cart", which uses it as it is');
  });

  it.each([
    ['the later test says that nobody calls the mock', installs, 'expect(load).not.toHaveBeenCalled();'],
    ['the later test expects no call', installs, 'expect(load).toHaveBeenCalledTimes(0);'],
    ['the later test has it among other things', installs, 'render({ load });'],
    ['the later test installs its own', installs, `load.mockResolvedValue([]);\n  ${uses}`],
    ['the answer is for one call', `load.mockRejectedValueOnce(new Error('down'));`, uses],
    ['the answer is what a mock gives anyway', 'load.mockImplementation(() => {});', uses],
    ['the test resets the mock itself', `${installs}\n  load.mockReset();`, uses],
    ['the mock is the test\u2019s own', `const load = vi.fn();\n  ${installs}`, uses],
  ])('is silent when %s', async (_why, first, second) => {
    expect(await found(file(first, second))).toEqual([]);
  });

  it('knows mocks that are hoisted', async () => {
    const code = file(installs, uses).replace(
      'const load = vi.fn();',
      'const { load } = vi.hoisted(() => ({ load: vi.fn() }));',
    );
    expect(await found(code)).toHaveLength(1);
  });

  it('tells a mock from another of the same name', async () => {
    expect(await found(file(installs, `const load = vi.fn();\n  ${uses}`))).toEqual([]);
  });

  it('knows a default that a hook installs in a chain', async () => {
    const hook = 'beforeEach(() => { vi.clearAllMocks(); load.mockClear().mockResolvedValue([]); });';
    expect(await found(file(installs, uses, hook))).toEqual([]);
  });

  it('is silent on the test that comes first', async () => {
    expect(await found(file(uses, installs))).toEqual([]);
  });

  it('knows what clears by itself', async () => {
    const code = file(installs, uses, '');
    expect([await found(code, { major: 4 }), (await found(code, { major: 5 })).length]).toEqual([[], 1]);
  });

  it('knows that a restore resets every mock up to vitest 3', async () => {
    const code = file(installs, uses, 'afterEach(() => { vi.clearAllMocks(); vi.restoreAllMocks(); });');
    expect([await found(code, { major: 3 }), (await found(code, { major: 4 })).length]).toEqual([[], 1]);
  });

  it('does not reset what has a default', async () => {
    const code = file(installs, uses, 'load.mockResolvedValue([]);\nafterEach(() => { vi.clearAllMocks(); });');
    expect((await found(code)).map(({ fix }) => fix)).toEqual([undefined]);
  });
});
