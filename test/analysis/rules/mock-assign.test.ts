import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { mockAssign } from '../../../src/analysis/rules/mock-assign.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(mockAssign);

const example = (body: string, above = ''): Example => ({
  framework: 'vitest',
  code: `import fs from 'node:fs';
import { client } from './client';
${above}
it('shows the error', () => {
  ${body}
  expect(page()).toBe('down');
});
it('shows the cart', () => {
  expect(page()).toBe('cart');
});
`,
});

describe('mock-assign', () => {
  it.each([
    ['a double of the test', 'const client = { load() {} };\n  client.load = vi.fn();', ''],
    ['an export of a mocked module', 'client.load = vi.fn();', `vi.mock('./client');`],
    ['what is written back', 'const load = client.load;\n  client.load = vi.fn();\n  client.load = load;', ''],
    ['a method that every test gets anew', 'client.load = vi.fn();', 'beforeEach(() => { client.load = vi.fn(); });'],
    ['a method that the object lacks', '// @ts-expect-error adding a method\n  client.load = vi.fn();', ''],
    ['a global object, which leaked-global looks at', 'globalThis.fetch = vi.fn();', ''],
  ])('leaves alone %s', async (_what, body, above) => {
    expect((await check(mockAssign, example(body, above))).reports).toEqual([]);
  });

  it.each([
    ['vi.fn()', `vi.spyOn(fs, 'existsSync').mockImplementation(() => undefined);`],
    ['vi.fn(() => true)', `vi.spyOn(fs, 'existsSync').mockImplementation(() => true);`],
    ['vi.fn<() => boolean>().mockReturnValue(true)', `vi.spyOn(fs, 'existsSync').mockReturnValue(true);`],
    [
      'vi.fn().mockReturnValueOnce(true)',
      `vi.spyOn(fs, 'existsSync').mockImplementation(() => undefined).mockReturnValueOnce(true);`,
    ],
  ])('makes a spy of %s that does the same', async (mock, spy) => {
    expect(await applyFixes(mockAssign, example(`fs.existsSync = ${mock};`))).toContain(spy);
  });

  it('is sure only where the method is known to exist', async () => {
    const safety = async (target: string) =>
      (await check(mockAssign, example(`${target} = vi.fn();`))).reports.map(({ fix }) => fix?.safety);
    expect([await safety('console.warn'), await safety('client.load')]).toEqual([['safe'], ['suggested']]);
  });
});
