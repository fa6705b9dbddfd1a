import { describe, expect, it } from 'vitest';
import { alwaysTrue } from '../../../src/analysis/rules/always-true.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(alwaysTrue);

async function severities(body: string, title = 'works') {
  const code = `import { expect, it } from 'vitest';\nit('${title}', async () => {\n  ${body}\n});\n`;
  const { reports } = await check(alwaysTrue, { framework: 'vitest', code });
  return reports.map(({ severity }) => severity ?? 'error');
}

describe('always-true', () => {
  it('is an error where a constant is all that a test checks', async () => {
    expect(await severities('save();\n  expect(true).toBe(true);')).toEqual(['error']);
  });

  it('only notes a constant beside real checks', async () => {
    expect(await severities('expect(save()).toBe(1);\n  expect(true).toBe(true);')).toEqual(['info']);
  });

  it('only notes a constant that marks a place as reached', async () => {
    expect(await severities('on(() => {\n    expect(true).toBe(true);\n  });')).toEqual(['info']);
  });

  it('only notes a constant in a test that says what its silence proves', async () => {
    expect(await severities('save();\n  expect(true).toBe(true);', 'does not throw')).toEqual(['info']);
  });

  it('is one finding for all constants of a test', async () => {
    expect(await severities('expect(1).toBe(1);\n  expect(2).toBe(2);')).toEqual(['error']);
  });

  it('is one finding for a file in which no test checks anything else', async () => {
    const stub = "it('works', () => {\n  expect(true).toBe(true);\n});\n";
    const count = async (code: string) => (await check(alwaysTrue, { framework: 'jest', code })).reports.length;
    expect(await count(stub + stub)).toBe(1);
    expect(await count(`${stub}${stub}it('loads', () => {\n  expect(load()).toBe(1);\n});\n`)).toBe(2);
  });

  it('knows a constant by its name', async () => {
    expect(await severities('const answer = 42;\n  expect(answer).toBe(42);')).toEqual(['error']);
  });

  it('leaves a marker alone that is counted', async () => {
    expect(await severities('expect.assertions(1);\n  on(() => {\n    expect(true).toBe(true);\n  });')).toEqual([]);
  });

  it('leaves tests of the matchers themselves alone', async () => {
    expect(await severities('expect(1).toBe(1);\n  expect({}).toEqual({});\n  expect(null).toBeNull();')).toEqual([]);
    const body = 'try {\n    expect(load()).toBe({});\n    expect.unreachable();\n  } catch {}';
    expect(await severities(body)).toEqual([]);
    expect(await severities('expect(load()).toBe({});')).toEqual(['error']);
  });

  it('does not take a function of the file for the assert of a library', async () => {
    expect(await severities("assert('div');\n  function assert(tag) { expect(parse(tag)).toBe(tag); }")).toEqual([]);
  });

  it('leaves a test alone that is meant to fail or not to run', async () => {
    const code = `import { expect, it } from 'vitest';
it.fails('fails', () => {
  expect([]).toBe([]);
});
it.skip('later', () => {
  expect(true).toBe(true);
});
`;
    expect((await check(alwaysTrue, { framework: 'vitest', code })).reports).toEqual([]);
  });

  it('says of a fresh object that identity never holds', async () => {
    const code = `it('works', () => {\n  expect(load()).toBe({});\n});\n`;
    const { reports } = await check(alwaysTrue, { framework: 'jest', code });
    expect(reports.map(({ message }) => message)).toEqual([
      'Nothing is ever this very object, which is made here, so the check can never hold. Compare by value: toEqual.',
    ]);
  });

  it('says of everything that it is not a fresh object', async () => {
    expect(await severities('expect(load()).not.toBe({});')).toEqual(['error']);
    expect(await severities('expect(load()).not.toEqual({});')).toEqual([]);
  });

  it('knows a count by where it comes from, or by its name', async () => {
    expect(await severities('const found = await rows.count();\n  expect(found).toBeGreaterThanOrEqual(0);')).toEqual([
      'error',
    ]);
    expect(await severities('expect(await rows.count()).not.toBeLessThan(0);')).toEqual(['error']);
    expect(await severities('expect(rowCount >= 0).toBe(true);')).toEqual(['error']);
    expect(await severities('expect(balance).toBeGreaterThanOrEqual(0);')).toEqual([]);
    expect(await severities('expect(rowCount).toBeGreaterThanOrEqual(1);')).toEqual([]);
  });

  it('knows that a list is there when it is empty, and that null is defined', async () => {
    expect(await severities("expect(screen.queryAllByText('Hi')).toBeTruthy();")).toEqual(['error']);
    expect(await severities("const title = page.querySelector('h1');\n  expect(title).toBeDefined();")).toEqual([
      'error',
    ]);
    expect(await severities("const title = page.querySelector('h1');\n  expect(title).toBeTruthy();")).toEqual([]);
    expect(await severities("expect(screen.getAllByText('Hi')).toBeTruthy();")).toEqual([]);
  });

  it('does not take a mocked function for the async one it stands for', async () => {
    const files = { 'src/api.ts': 'export async function load() { return 1; }\n' };
    const body = "it('works', () => {\n  expect(load()).toBeTruthy();\n});\n";
    const real = `import { expect, it, vi } from 'vitest';\nimport { load } from './api';\n${body}`;
    const mocked = real.replace(body, `vi.mock('./api', () => ({ load: () => 1 }));\n${body}`);
    expect((await check(alwaysTrue, { framework: 'vitest', code: real, files })).reports).toHaveLength(1);
    expect((await check(alwaysTrue, { framework: 'vitest', code: mocked, files })).reports).toEqual([]);
  });
});

describe('always-true in Python', () => {
  const inPytest = async (body: string) => {
    const { reports } = await check(alwaysTrue, { framework: 'pytest', code: `def test_x(shop):\n    ${body}\n` });
    return reports.map(({ severity }) => severity ?? alwaysTrue.severity);
  };

  it.each([
    ['assert "apple", shop.first().name', ['error']],
    ['assert 200, shop.get().status', ['error']],
    ['assert "sells apples", shop.sells("apple") == 2', ['error']],
    ['assert shop.first(), shop.first().name', []],
    ['assert shop.open == 200, shop.get().status', []],
  ])('tells a value in the place of the message from a message: %s', async (body, severities) => {
    expect(await inPytest(body)).toEqual(severities);
  });

  it.each([
    ['assert shop.names() is not []', ['error']],
    ['assert shop.names() is {"apple": 1}', ['error']],
    ['assert shop.name is not "apple"', ['warning']],
    ['assert shop.name is "apple"', ['info']],
    ['assert shop.names() is not None', []],
    ['assert shop.sold is True', []],
    ['assert shop.names() is ()', []],
  ])('knows what identity with a literal can say: %s', async (body, severities) => {
    expect(await inPytest(body)).toEqual(severities);
  });

  it('only mentions a mark behind what the compiler has to refuse', async () => {
    const code = `it('refuses', () => {\n  // @ts-expect-error unknown\n  open('x');\n  expect(true).toBe(true);\n});\n`;
    const { reports } = await check(alwaysTrue, { framework: 'vitest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });
});
