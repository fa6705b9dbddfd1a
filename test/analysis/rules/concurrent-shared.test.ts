import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { concurrentShared } from '../../../src/analysis/rules/concurrent-shared.ts';
import { leakedEnv } from '../../../src/analysis/rules/leaked-env.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(concurrentShared);

const inSuite = (body: string): Example => ({
  framework: 'vitest',
  code: `import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe.concurrent('cart', () => {
${body}
});
`,
});

async function messages(example: Example): Promise<string[]> {
  return (await check(concurrentShared, example)).reports.map(({ message }) => message);
}

const calls = `  it('asks once', async () => {
    await load(ask);
    expect(ask).toHaveBeenCalledTimes(1);
  });
  it('asks again', async () => {
    await reload(ask);
    expect(ask).toHaveBeenCalledTimes(1);
  });`;

describe('concurrent-shared', () => {
  it('sees mocks that are cleared while others count', async () => {
    const example = inSuite(`  const ask = vi.fn();
  afterEach(() => {
    vi.clearAllMocks();
  });
${calls}`);
    expect(await messages(example)).toEqual([
      'vi.clearAllMocks() runs while other concurrent tests still count calls, and takes them away. Drop `.concurrent`, or give each test its own.',
    ]);
  });

  it('names all that is shared in one finding', async () => {
    const example = inSuite(`  let cart: Cart;
  beforeEach(async () => {
    vi.setSystemTime(0);
    cart = await load();
  });
  it('is empty', async () => {
    expect(cart.items).toEqual([]);
  });
  it('is full', async () => {
    await cart.fill();
    expect(cart.items).toHaveLength(2);
  });`);
    expect(await messages(example)).toEqual([
      expect.stringContaining('beforeEach makes cart (and the clock) for tests'),
    ]);
  });

  it('takes over what a concurrent test does to the environment', async () => {
    const example = inSuite(`  it('is loud', async () => {
    process.env.LOUD = '1';
    expect(await say('a')).toBe('A');
  });
  it('is quiet', async () => {
    expect(await say('a')).toBe('a');
  });`);
    expect(await messages(example)).toEqual([expect.stringContaining('A concurrent test sets LOUD, and the tests')]);
    expect((await check(leakedEnv, example)).reports).toEqual([]);
  });

  it('leaves a value alone that is read before anybody waits', async () => {
    const example = inSuite(`  let cart: Cart;
  beforeEach(() => {
    cart = makeCart();
  });
  it('is empty', async () => {
    expect(await cart.load()).toEqual([]);
  });
  it('is full', async () => {
    expect(await cart.fill()).toHaveLength(2);
  });`);
    expect(await messages(example)).toEqual([]);
  });

  const table = (head: string, write = 'current = await load(key)') => ({
    framework: 'vitest' as const,
    code: `import { expect, it } from 'vitest';

let current;
${head}('shows %s', async (key) => {
  ${write};
  await show(current);
  expect(current).toBe(key);
});
`,
  });

  it.each(["it.concurrent.for(['a', 'b'])", "it.concurrent.each(['a', 'b'])", 'it.concurrent.for(keys)'])(
    'sees that the rows of %s run at once',
    async (head) => {
      expect(await messages(table(head))).toEqual([expect.stringContaining('Concurrent tests assign current')]);
    },
  );

  it.each([
    ['a table of one row', table("it.concurrent.for(['a'])")],
    ['rows that run one after the other', table("it.for(['a', 'b'])")],
    ['a value that is the same for all', table("it.concurrent.for(['a', 'b'])", "current = 'shown'")],
    ['what is made once', table("it.concurrent.for(['a', 'b'])", 'current ??= await load()')],
  ])('leaves %s alone', async (_what, example) => {
    expect(await messages(example)).toEqual([]);
  });

  it('leaves tests alone that say they are sequential', async () => {
    const example = inSuite(`  let cart: Cart;
  beforeEach(async () => {
    cart = await load();
  });
  it.sequential('is empty', async () => {
    expect(cart.items).toEqual([]);
  });
  it.sequential('is full', async () => {
    await cart.fill();
    expect(cart.items).toHaveLength(2);
  });`);
    expect(await messages(example)).toEqual([]);
  });
});
