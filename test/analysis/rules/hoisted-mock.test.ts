import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { hoistedMock } from '../../../src/analysis/rules/hoisted-mock.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(hoistedMock);

const vitest = (body: string, above = ''): Example => ({
  framework: 'vitest',
  code: `import { load } from './api';
${above}
it('loads', () => {
  ${body}
  expect(load()).toBe('a');
});
`,
});
const found = async (example: Example) => (await check(hoistedMock, example)).reports;

describe('hoisted-mock', () => {
  it.each([
    [4, 'a hook', `beforeEach(() => { vi.mock('./api'); });`, 'warning'],
    [4, 'a describe body', `describe('api', () => { vi.mock('./api'); });`, 'warning'],
    [4, 'a condition', `if (process.env.CI) vi.mock('./api');`, 'warning'],
    [5, 'a hook', `beforeEach(() => { vi.mock('./api'); });`, 'error'],
  ])('in vitest %d, in %s', async (major, _where, above, severity) => {
    const reports = await found({ ...vitest('', above), major });
    expect(reports.map((report) => report.severity ?? hoistedMock.severity)).toEqual([severity]);
  });

  it('moves nothing that reads the test', async () => {
    const example = vitest(`const answer = 'a';\n  vi.mock('./api', () => ({ load: () => answer }));`);
    expect(await applyFixes(hoistedMock, example)).toBe(example.code);
  });

  it.each([
    ['has no value yet', 'const answer = vi.fn();', 1],
    ['is made above everything', 'const answer = vi.hoisted(() => vi.fn());', 0],
    ['is a function declaration', `function answer() { return 'a'; }`, 0],
  ])('a factory may not read what %s', async (_what, above, count) => {
    const reports = await found(vitest('', `${above}\nvi.mock('./api', () => ({ load: answer }));`));
    expect(reports).toHaveLength(count);
  });

  it('is silent on a factory that runs later, with a dynamic import', async () => {
    const code = `const answer = vi.fn();
vi.mock('./api', () => ({ load: answer }));
it('loads', async () => {
  const { load } = await import('./api');
  expect(load()).toBe('a');
});
`;
    expect(await found({ framework: 'vitest', code })).toEqual([]);
  });

  it('is silent in Jest where the module may be loaded again', async () => {
    const code = `import { load } from './api';
it('loads', () => {
  jest.mock('./api');
  jest.isolateModules(() => { expect(require('./api').load()).toBe('a'); });
});
`;
    expect(await found({ framework: 'jest', code })).toEqual([]);
  });

  it.each([
    ["vi.mock('./api');", 'or use vi.doMock with a dynamic import.'],
    ["vi.unmock('./api');", 'or use vi.doUnmock.'],
    ['vi.hoisted(() => 1);', 'Move it to the top (Vitest 5 refuses it elsewhere).'],
  ])('names what does the same where %s stands', async (body, wayOut) => {
    const reports = await found(vitest(body));
    expect(reports.map(({ message }) => message.endsWith(wayOut))).toEqual([true]);
  });
});
