import { describe, expect, it } from 'vitest';
import { weakOracle } from '../../../src/analysis/rules/weak-oracle.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(weakOracle);

describe('weak-oracle', () => {
  const messages = async (...lines: readonly string[]) => {
    const code = `def test_total(shop):\n${lines.map((line) => `    ${line}\n`).join('')}`;
    const { reports } = await check(weakOracle, { framework: 'pytest', code });
    return reports.map(({ message }) => message);
  };

  it('says that a class never gives None', async () => {
    expect(await messages('cart = Cart(shop)', 'assert cart is not None')).toEqual([
      expect.stringContaining('what a class is called for never is'),
    ]);
  });

  it.each([
    ['assert isinstance(shop.total(), dict)', 1],
    ['assert isinstance(shop.total(), Total)', 0],
    ['assert isinstance(Total(shop), Total)', 1],
    ['assert shop.total() is not None and isinstance(shop.items(), list)', 1],
    ['assert shop.total() == 1 or shop.total() == 2', 0],
    ['assert shop.find("apple") is not None', 0],
  ])('tells a question that any answer passes from one that tells kinds apart: %s', async (line, count) => {
    expect(await messages(line)).toHaveLength(count);
  });

  it('leaves a flag alone that is set on the way', async () => {
    const handler = ['try:', '    shop.close()', 'except OSError as error:', '    seen = error'];
    expect(await messages('seen = None', ...handler, 'assert seen is not None')).toEqual([]);
  });

  it('is one note for a test', async () => {
    expect(await messages('assert shop.total() is not None', 'assert shop.items() is not None')).toHaveLength(1);
  });

  it.each([
    ['assert isinstance(shop.total(), object)', 0],
    ['assert isinstance(shop.total(), int)', 1],
  ])('is silent where the assertion cannot fail at all, which always-true says: %s', async (line, count) => {
    expect(await messages(line)).toHaveLength(count);
  });
});
