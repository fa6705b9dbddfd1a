import type { RuleMeta } from '../../rule.ts';

export const floatingPromiseExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('loads', () => {
  load().then((value) => {
    expect(value).toBe(1);
  });
});
`,
      fixed: `import { expect, it } from 'vitest';

it('loads', async () => {
  await load().then((value) => {
    expect(value).toBe(1);
  });
});
`,
    },
    {
      framework: 'jest',
      code: `import { render, screen } from '@testing-library/react';

test('greets', () => {
  render(<Greeting />);
  screen.findByText('Hello');
});
`,
      fixed: `import { render, screen } from '@testing-library/react';

test('greets', async () => {
  render(<Greeting />);
  await screen.findByText('Hello');
});
`,
    },
    {
      framework: 'vitest',
      code: `import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

it('counts', async () => {
  const user = userEvent.setup();
  user.click(button());
  user.click(button());
  expect(count()).toBe(2);
});
`,
      fixed: `import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

it('counts', async () => {
  const user = userEvent.setup();
  await user.click(button());
  await user.click(button());
  expect(count()).toBe(2);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  page.getByRole('button').click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button').click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
    },
    {
      framework: 'jest',
      code: `test('all load', () => {
  ids.forEach(async (id) => {
    expect(await load(id)).toBe(id);
  });
});
`,
      fixed: `test('all load', async () => {
  await Promise.all(ids.map(async (id) => {
    expect(await load(id)).toBe(id);
  }));
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('finds', function () {
    (async () => {
      expect(await find('ann')).to.equal('ann');
    })();
  });
});
`,
      fixed: `describe('users', () => {
  it('finds', async function () {
    await (async () => {
      expect(await find('ann')).to.equal('ann');
    })();
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

async function addUser(name: string) {
  await db.insert(name);
}

it('adds', () => {
  addUser('ann');
  expect(db.size).toBe(1);
});
`,
      fixed: `import { expect, it } from 'vitest';

async function addUser(name: string) {
  await db.insert(name);
}

it('adds', async () => {
  await addUser('ann');
  expect(db.size).toBe(1);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});

it('polls', async () => {
  vi.advanceTimersByTimeAsync(100);
  expect(polls()).toBe(1);
});
`,
      fixed: `import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});

it('polls', async () => {
  await vi.advanceTimersByTimeAsync(100);
  expect(polls()).toBe(1);
});
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_sends(outbox):
    asyncio.create_task(outbox.run())
    await outbox.put("hello")
    assert outbox.sent == ["hello"]
`,
      fixed: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_sends(outbox):
    task = asyncio.create_task(outbox.run())
    await outbox.put("hello")
    assert outbox.sent == ["hello"]
    await task
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_sends(outbox):
    task = asyncio.create_task(outbox.run())
    async with asyncio.TaskGroup() as group:
        group.create_task(outbox.put("hello"))
    await task
    assert outbox.sent == ["hello"]


def test_counts(queue):
    queue.create_task("count")
    assert queue.size == 1
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

async function refresh() {
  await fetch('/api');
}

it('waits for the effect', async () => {
  refresh();
  await vi.waitFor(() => expect(state()).toBe('done'));
});

it('says it does not wait', () => {
  void refresh();
  expect(state()).toBe('loading');
});

it('drives what is left running', () => {
  refresh();
  input.emit('q');
  expect(state()).toBe('left');
});

it('moves time', () => {
  vi.useFakeTimers();
  refresh();
  vi.advanceTimersByTime(100);
  expect(state()).toBe('done');
});
`,
    },
    {
      framework: 'jest',
      code: `const add = (name) => db.push(name);

it('adds', () => {
  add('ann');
  expect(db).toHaveLength(1);
});
it('calls back', (done) => {
  load().then((value) => {
    expect(value).toBe(1);
    done();
  });
});
it('returns', () => load().then((value) => expect(value).toBe(1)));
it('gathers', async () => {
  await Promise.all(ids.map(async (id) => expect(await load(id)).toBe(id)));
});
it('notes what comes', async () => {
  let seen;
  load().then((value) => {
    seen = value;
  });
  await settled();
  expect(seen).toBe(1);
});
`,
    },
    {
      framework: 'jest',
      code: `import userEvent from '@testing-library/user-event';

it('counts', () => {
  userEvent.click(button());
  expect(count()).toBe(1);
});
`,
      files: {
        'package.json': '{ "devDependencies": { "jest": "30.0.0", "@testing-library/user-event": "^13.5.0" } }',
      },
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('finds with a promise of AngularJS', () => {
    users.find('ann').then((user) => {
      expect(user.name).to.equal('ann');
    });
    $httpBackend.flush();
  });
  it(
    'finds in a zone',
    waitForAsync(() => {
      users.find('ann').then((user) => expect(user.name).to.equal('ann'));
    }),
  );
  it('queues commands', () => {
    cy.get('h1').then((title) => {
      expect(title.text()).to.equal('Users');
    });
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  const dialog = page.waitForEvent('dialog');
  await page.getByRole('button').click();
  await dialog;
  const rows = page.getByRole('row');
  rows.first();
  // eslint-disable-next-line @typescript-eslint/no-floating-promises
  rows.last().click();
  await expect(rows).toHaveCount(3);
});
`,
    },
  ],
};
