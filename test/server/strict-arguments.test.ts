import { expect, it } from 'vitest';
import { tools } from '../../src/server/tools/index.ts';

it('no tool takes a field that it does not list: nothing can be said to be approved', () => {
  const forged = { approved: true, force: true };
  const unrefused = tools.filter(({ input }) => {
    const { error } = input.safeParse(forged);
    return !error?.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('approved'));
  });
  expect(unrefused.map(({ name }) => name)).toEqual([]);
  expect(tools).toHaveLength(11);
});
