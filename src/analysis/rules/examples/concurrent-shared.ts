import type { RuleMeta } from '../../rule.ts';

export const concurrentSharedExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { beforeEach, describe, expect, it } from 'vitest';

describe.concurrent('client', () => {
  let client: Client;

  beforeEach(async () => {
    client = await connect();
  });

  it('reads', async () => {
    expect(await client.read('a')).toBe(1);
  });

  it('writes', async () => {
    await client.write('a', 2);
    expect(await client.read('a')).toBe(2);
  });
});
`,
      fixed: `import { beforeEach, describe, expect, it } from 'vitest';

describe('client', () => {
  let client: Client;

  beforeEach(async () => {
    client = await connect();
  });

  it('reads', async () => {
    expect(await client.read('a')).toBe(1);
  });

  it('writes', async () => {
    await client.write('a', 2);
    expect(await client.read('a')).toBe(2);
  });
});
`,
    },
    {
      framework: 'jest',
      code: `let answer;

test.concurrent('asks for one', async () => {
  answer = ask('one');
  await answer.ready();
  expect(answer.text).toBe('1');
});

test.concurrent('asks for two', async () => {
  answer = ask('two');
  await answer.ready();
  expect(answer.text).toBe('2');
});
`,
      fixed: `let answer;

test('asks for one', async () => {
  answer = ask('one');
  await answer.ready();
  expect(answer.text).toBe('1');
});

test('asks for two', async () => {
  answer = ask('two');
  await answer.ready();
  expect(answer.text).toBe('2');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it.concurrent('polls', async () => {
  vi.useFakeTimers();
  const polls = start();
  await vi.advanceTimersByTimeAsync(1000);
  expect(polls.count).toBe(1);
  vi.useRealTimers();
});

it.concurrent('waits', async () => {
  expect(await ready()).toBe(true);
});
`,
      fixed: `import { expect, it, vi } from 'vitest';

it('polls', async () => {
  vi.useFakeTimers();
  const polls = start();
  await vi.advanceTimersByTimeAsync(1000);
  expect(polls.count).toBe(1);
  vi.useRealTimers();
});

it('waits', async () => {
  expect(await ready()).toBe(true);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { beforeAll, describe, expect, it } from 'vitest';

let server: Server;
let asked = 0;

beforeAll(async () => {
  server = await start();
});

describe.concurrent('server', () => {
  it('answers', async () => {
    const client = await connect(server);
    expect(await client.read('a')).toBe(1);
  });

  it('counts', async () => {
    asked += 1;
    expect(await server.ping()).toBe('pong');
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { beforeEach, describe, expect, it, vi } from 'vitest';

let client: Client;

beforeEach(() => {
  client = connect();
  vi.useFakeTimers();
});

describe('client', () => {
  it('reads', async () => {
    expect(await client.read('a')).toBe(1);
  });

  it.concurrent('stands alone', async () => {
    expect(await client.read('b')).toBe(2);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'parallel' });

let name: string;

test.beforeEach(async ({ page }) => {
  name = await signIn(page);
});

test('greets', async ({ page }) => {
  await expect(page.getByText(name)).toBeVisible();
});

test('says goodbye', async ({ page }) => {
  await page.getByText('Leave').click();
  await expect(page.getByText(name)).toBeHidden();
});
`,
    },
  ],
};
