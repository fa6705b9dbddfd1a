import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { it } from 'vitest';
import { total } from './cart';

it('adds up the prices', () => {
  const sum = total([1, 2]);
  console.log(sum);
});
`,
    },
    {
      framework: 'jest',
      code: `it('saves the user', async () => {
  await save({ name: 'ann' });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { it } from 'vitest';

it('does not crash on an empty list', () => {
  total([]);
});
`,
    },
    {
      framework: 'jest',
      code: `it('adds', () => {});
`,
    },
    {
      framework: 'pytest',
      code: `from shop import total


def test_total():
    result = total([1, 2])
    print(result)
`,
    },
    {
      framework: 'pytest',
      code: `from helpers import prepare


def test_prepare():
    """Prepares."""
    prepare()
`,
      files: { 'tests/helpers.py': 'def prepare():\n    return 1\n' },
    },
    {
      framework: 'unittest',
      code: `import unittest


class CartTest(unittest.TestCase):
    def test_total(self):
        pass
`,
      fixed: `import unittest


class CartTest(unittest.TestCase):
    @unittest.skip("empty test")
    def test_total(self):
        pass
`,
    },
    {
      framework: 'pytest',
      code: `import json


@slow
async def test_total():
    """Adds up."""
    # later
    ...
`,
      fixed: `import json

import pytest


@pytest.mark.skip(reason="empty test")
@slow
async def test_total():
    """Adds up."""
    # later
    ...
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { it } from 'vitest';
import { expectTotal } from './helpers';
import { compareTotals } from './unresolved/helpers';

it('adds up', () => {
  expectTotal([1, 2], 3);
});
it('adds up through two helpers', () => {
  sameTotals([1, 2], 3);
});
const sameTotals = (items: number[], sum: number) => expectTotal(items, sum);
it('hands expect over', ({ expect }) => {
  compareTotals(expect, [1, 2]);
});
`,
      files: {
        'src/helpers.ts': `import { expect } from 'vitest';
export function expectTotal(items: number[], sum: number) {
  expect(items.reduce((a, b) => a + b)).toBe(sum);
}
`,
      },
    },
    {
      framework: 'jest',
      code: `import request from 'supertest';
import { screen, render } from '@testing-library/react';

it('answers', async () => {
  await request(app).get('/').expect(200);
});
it('shows the name', async () => {
  render(<Profile />);
  await screen.findByText('Ann');
});
it.todo('deletes');
it.skip('is off', () => {
  save();
});
it('calls back', (done) => {
  emitter.on('saved', () => done());
  emitter.save();
});
it.each([1, 2])('is positive: %i', isPositive);
function isPositive(n) {
  expect(n).toBeGreaterThan(0);
}
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, describe, expect, it, vi } from 'vitest';

describe('quiet', () => {
  afterEach(() => {
    expect(console.error).not.toHaveBeenCalled();
  });
  it('loads', () => {
    load();
  });
});
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from helpers import check_total


def test_helper():
    check_total([1, 2], 3)


def test_raises():
    with pytest.raises(ValueError):
        total(None)


def test_mock(mailer):
    send(mailer)
    mailer.send.assert_called_once_with("x")


def test_gives_up():
    if total([1]) != 1:
        pytest.fail("wrong")


@pytest.mark.skip(reason="later")
def test_later():
    total([1])


@app.get("/test-query")
def test_query(page):
    return page


def test_on_a_fixture(builder):
    builder.assert_has_file("a")


def test_in_a_thread():
    run_in_thread(invoke_and_assert, command=["ls"])


def test_with_fixture(no_errors_logged):
    total([1])


@pytest.fixture
def no_errors_logged(caplog):
    yield
    assert not caplog.records
`,
      files: { 'tests/helpers.py': 'def check_total(items, expected):\n    assert sum(items) == expected\n' },
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest

from shop import check_in, parse


def test_accepts_a_day():
    parse("2024-01-15")


def test_refuses_what_is_no_day():
    with pytest.raises(ValueError):
        parse("x")


async def test_finishes():
    await asyncio.wait_for(check_in(), timeout=1)
`,
    },
    {
      framework: 'node:test',
      code: `import { test } from 'node:test';
import { tspl } from '@matteo.collina/tspl';

test('plans', (t) => {
  t.plan(1);
  t.assert.strictEqual(1, 1);
});

test('checks through a plan', async (t) => {
  const p = tspl(t, { plan: 1 });
  await t.test('the path', () => {
    request(null, (error) => p.equal(error.code, 'EPATH'));
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `const order = [];

describe('app', () => {
  it('calls back', (done) => {
    app.once('saved', done);
    app.save();
  });
  it('ends the answer', (done) => {
    router.handle({ url: '/' }, { end: done });
  });
  it('leaves word', () => {
    order.push(app.name);
  });
  after(() => {
    expect(order).toEqual(['app']);
  });
});
`,
    },
    {
      framework: 'jest',
      code: `import { test as inner } from '../runner';

test('runs what it is given', async () => {
  const results = await run(() => {
    inner('passes', () => {});
  });
  expect(results).toEqual(['passed']);
});

test('expects none', () => {
  jestExpect.assertions(0);
});
`,
    },
  ],
};
