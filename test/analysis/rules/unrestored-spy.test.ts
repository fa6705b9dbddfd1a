import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { unrestoredSpy } from '../../../src/analysis/rules/unrestored-spy.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unrestoredSpy);

const reports = async (code: string, more: Partial<Example> = {}) =>
  (await check(unrestoredSpy, { framework: 'vitest', code, ...more })).reports;

const twoTests = (spy: string, above = '') => `import * as api from './api';
${above}
it('shows the error', () => {
  ${spy}
  expect(page()).toBe('down');
});
it('shows the cart', () => {
  expect(page()).toBe('cart');
});
`;

describe('unrestored-spy', () => {
  it('says once how many there are', async () => {
    const code = twoTests(
      `vi.spyOn(api, 'load').mockReturnValue(1);\n  vi.spyOn(api, 'save').mockReturnValue(2);\n  vi.spyOn(api, 'drop').mockReturnValue(3);`,
    );
    const found = await reports(code);
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('the spy on api.load after this test (and 2 more spies'),
    ]);
  });

  it('points at the spy that weighs most', async () => {
    const code = twoTests(`vi.spyOn(console, 'warn').mockReturnValue();\n  vi.spyOn(api, 'load').mockReturnValue(1);`);
    const found = await reports(code);
    expect(found.map(({ at }) => code.slice(at.start, at.end))).toEqual([`vi.spyOn(api, 'load')`]);
  });

  it('leaves a mocked module alone: a spy on a mock is that mock, and no restore changes it', async () => {
    const mocked = twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, `vi.mock('./api');\n`);
    expect(await reports(mocked)).toEqual([]);
  });

  it.each([
    ['calls through', `vi.spyOn(api, 'load');`],
    ['is for one call', `vi.spyOn(api, 'load').mockReturnValueOnce(1);`],
    ['disposes itself', `using spy = vi.spyOn(api, 'load').mockReturnValue(1);`],
    ['is handed to something that keeps it', `spies.push(vi.spyOn(api, 'load').mockReturnValue(1));`],
    ['stands on an object of the test', `const client = create();\n  vi.spyOn(client, 'load').mockReturnValue(1);`],
    [
      'stands on a class of the test',
      `class Client { load() {} }\n  vi.spyOn(Client.prototype, 'load').mockReturnValue(1);`,
    ],
    [
      'stands on what the test has put there',
      `api.client = { load() {} };\n  vi.spyOn(api.client, 'load').mockReturnValue(1);`,
    ],
  ])('is silent on a spy that %s', async (_what, spy) => {
    expect(await reports(twoTests(spy))).toEqual([]);
  });

  it.each([
    ['a reset, which restores in vitest', 'afterEach(() => { vi.resetAllMocks(); });'],
    ['a hook by name', 'afterEach(vi.restoreAllMocks);'],
    ['a helper', 'const tidy = () => vi.restoreAllMocks();\nafterEach(() => { tidy(); });'],
  ])('takes %s for a restore', async (_what, hook) => {
    expect(await reports(twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, hook))).toEqual([]);
  });

  it.each([
    ['a reset in Jest', 'jest', 'afterEach(() => { jest.resetAllMocks(); });'],
    ['a clear', 'vitest', 'afterEach(() => { vi.clearAllMocks(); });'],
    [
      'the restore of another spy',
      'vitest',
      `const other = vi.spyOn(api, 'other');\nafterEach(() => { other.mockRestore(); });`,
    ],
    [
      'what one test does when it is finished',
      'vitest',
      `it('has its own', () => { onTestFinished(() => { vi.restoreAllMocks(); }); expect(page()).toBe(''); });`,
    ],
  ] as const)('does not take %s for one', async (_what, framework, hook) => {
    const spy = `${framework === 'jest' ? 'jest' : 'vi'}.spyOn(api, 'load').mockReturnValue(1);`;
    expect(await reports(twoTests(spy, hook), { framework })).toHaveLength(1);
  });

  it('knows a helper of another file that restores', async () => {
    const above = `import { tidy } from './helpers';\nafterEach(() => { tidy(); });`;
    const files = { 'src/helpers.ts': 'export function tidy() { vi.restoreAllMocks(); }' };
    expect(await reports(twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, above), { files })).toEqual([]);
  });

  it('knows a helper of another file that registers the hook', async () => {
    const files = { 'src/helpers.ts': 'export function useFakes() { afterEach(() => { vi.restoreAllMocks(); }); }' };
    const code = twoTests(
      `vi.spyOn(api, 'load').mockReturnValue(1);`,
      `import { useFakes } from './helpers';\nuseFakes();`,
    );
    expect(await reports(code, { files })).toEqual([]);
  });

  it('only mentions the last test of a file', async () => {
    const code = `it('is empty', () => {
  expect(page()).toBe('');
});
it('shows the error', () => {
  vi.spyOn(Date, 'now').mockReturnValue(0);
  expect(page()).toBe('down');
});
`;
    expect((await reports(code)).map(({ severity }) => severity)).toEqual(['info']);
  });

  it('leaves the mending to people where a spy is meant to last', async () => {
    const lasting = `vi.spyOn(api, 'track').mockReturnValue(undefined);`;
    const found = await reports(twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, lasting));
    expect(found.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('is sure of its fix only where a restore touches nothing but spies', async () => {
    const code = twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, `vi.mock('./tracker');`);
    const safety = async (major: number) => (await reports(code, { major })).map(({ fix }) => fix?.safety);
    expect([await safety(3), await safety(4)]).toEqual([['suggested'], ['safe']]);
  });

  it('offers no restore that takes away what a factory installs for all tests', async () => {
    const factory = `vi.mock('./tracker', () => ({ track: vi.fn().mockReturnValue(1) }));`;
    const code = twoTests(`vi.spyOn(api, 'load').mockReturnValue(1);`, factory);
    const safety = async (major: number) => (await reports(code, { major })).map(({ fix }) => fix?.safety);
    expect([await safety(3), await safety(4)]).toEqual([[undefined], ['safe']]);
  });
});
