import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { orderDependence } from '../../../src/analysis/rules/order-dependence.ts';
import { sharedMutableState } from '../../../src/analysis/rules/shared-mutable-state.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(orderDependence);

const vitest = (body: string): Example => ({
  framework: 'vitest',
  code: `import { afterEach, beforeAll, describe, expect, it } from 'vitest';\n\n${body}`,
});

async function findings(example: Example): Promise<string[]> {
  const { reports } = await check(orderDependence, example);
  return reports.map(({ at, message }) => `${example.code.slice(at.start, at.end)}: ${message}`);
}

describe('order-dependence: what a test needs', () => {
  const twoSteps = vitest(`let id = '';
it('creates', () => {
  id = create();
  expect(id).not.toBe('');
});
it('deletes', () => {
  expect(remove(id)).toBe(true);
});
`);

  it('names the test that sets and the test that reads', async () => {
    expect(await findings(twoSteps)).toEqual([
      "id: `id` is set by 'creates' (line 4) and read by 'deletes' (line 8): alone, or in another order, the second fails. Make it in beforeEach, or make the steps one test.",
    ]);
  });

  it('leaves nothing of it to shared-mutable-state', async () => {
    expect((await check(sharedMutableState, twoSteps)).reports).toEqual([]);
  });

  it('makes one finding of all that one test takes from another', async () => {
    const example = vitest(`let id: string;
let token: string;
it('signs up', () => {
  ({ id, token } = signUp());
  expect(id).toHaveLength(8);
});
it('signs in', () => {
  expect(signIn(id, token)).toBe(true);
});
it('signs out', () => {
  expect(signOut(token)).toBe(true);
});
`);
    expect(await findings(example)).toEqual([
      expect.stringContaining("`id` and `token` are set by 'signs up' (line 5) and read by 'signs in' (line 9)"),
    ]);
  });

  it('leaves a test alone that wants the value as it starts', async () => {
    const example = vitest(`const seen: string[] = [];
let count = 0;
it('sees', () => {
  seen.push(look());
  count += 1;
  expect(seen).toContain('a');
});
it('starts empty', () => {
  expect(seen).toEqual([]);
  expect(count).toBe(0);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('takes a container that is handed to somebody for filled by them', async () => {
    const example = vitest(`const lines: string[] = [];
const log = logger(lines);
it('logs', () => {
  lines.push('start');
  log('a');
  expect(lines).toEqual(['start', 'a']);
});
it('logs more', () => {
  log('b');
  expect(lines).toContain('b');
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('is silent when the only test that sets the value stands below', async () => {
    const example = vitest(`let id: string;
it('deletes nothing', () => {
  expect(remove(id)).toBe(false);
});
it('creates', () => {
  id = create();
  expect(id).toHaveLength(8);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('is silent when a beforeAll makes the value', async () => {
    const example = vitest(`let server: Server;
beforeAll(async () => {
  server = await start();
});
it('restarts', async () => {
  server = await restart(server);
  expect(server.up).toBe(true);
});
it('answers', () => {
  expect(server.ask()).toBe('yes');
});
`);
    expect(await findings(example)).toEqual([]);
  });
});
