import { insert } from '../edits/statements.ts';
import type { CallFact } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { isAsyncMockCall, makesCoroutine } from './support/asyncio/coroutine-calls.ts';
import { climb } from './support/scope.ts';

/** A call that only makes a coroutine, where the test needs what it does. In TypeScript this is floating-promise. */
export const missingAwait = defineRule({
  id: 'missing-await',
  title: 'Missing await',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['python'],
  pattern: 'async/test-setup',
  why: 'Calling a Python coroutine function runs none of it, and an `assert` on the coroutine object always holds. For TypeScript see floating-promise.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_sends(outbox):
    outbox.start()
    asyncio.sleep(0.1)
    assert outbox.sent == 1
`,
        fixed: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_sends(outbox):
    outbox.start()
    await asyncio.sleep(0.1)
    assert outbox.sent == 1
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


async def is_open(door):
    return door.state == "open"


@pytest.mark.asyncio
async def test_opens(door):
    door.open()
    assert is_open(door)
`,
        fixed: `import pytest


async def is_open(door):
    return door.state == "open"


@pytest.mark.asyncio
async def test_opens(door):
    door.open()
    assert await is_open(door)
`,
      },
      {
        framework: 'pytest',
        code: `from helpers import save


def test_saves(store):
    save(store)
    assert store
`,
        files: { 'tests/helpers.py': 'async def save(store):\n    store.append(1)\n' },
      },
      {
        framework: 'pytest',
        code: `import pytest
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.mark.asyncio
async def test_saves(session: AsyncSession, order):
    session.add(order)
    session.commit()
    assert order in session
`,
        fixed: `import pytest
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.mark.asyncio
async def test_saves(session: AsyncSession, order):
    session.add(order)
    await session.commit()
    assert order in session
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import asyncio

import pytest


async def job(results):
    results.append(1)


@pytest.mark.asyncio
async def test_runs():
    results = []
    task = asyncio.create_task(job(results))
    await asyncio.gather(job(results), job(results))
    await task
    later = job(results)
    await later
    assert results == [1, 1, 1, 1]


def test_runs_outside():
    results = []
    asyncio.run(job(results))
    assert results == [1]
`,
      },
      {
        framework: 'unittest',
        code: `import asyncio
import unittest


class JobTest(unittest.TestCase):
    def test_runs(self):
        self.assertEqual(asyncio.run(job()), 1)
`,
      },
      {
        framework: 'pytest',
        code: `def save(store):
    store.append(1)


def test_saves():
    store = []
    save(store)
    assert store == [1]
`,
      },
    ],
  },
  *check(context) {
    for (const call of context.file.calls) {
      const report = judge(context, call);
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, call: CallFact): Report | undefined {
  const { file } = context;
  const asserted = call.handling === 'asserted' || isAssertedPresence(context, call);
  if (call.handling !== 'dropped' && !asserted) return undefined;
  const fn = file.functions[call.function];
  // Its tasks are under way without an await, only the wait for them is lost.
  const gathers = call.callee === 'asyncio.gather' && !asserted;
  if (!gathers && !makesCoroutine(context, call) && !(asserted && isAsyncMockCall(call))) return undefined;
  if (isClosedOrExpected(context, call)) return undefined;
  const name = call.callee.split('.').at(-1);
  return {
    at: call.span,
    message: asserted
      ? `\`${name}(…)\` is a coroutine here, and a coroutine is always true: the assertion cannot fail. Await it.`
      : gathers
        ? '`gather(…)` is not awaited: the test goes on before its parts are done, and never hears of their failure. Await it.'
        : `\`${name}(…)\` is not awaited, so none of it runs. Await it${fn?.async ? '' : ' in an async test'}.`,
    fix: fn?.async
      ? { title: 'Await the call', safety: 'safe', edits: [insert(call.span.start, 'await ')] }
      : undefined,
  };
}

/** `with pytest.warns(RuntimeWarning): work()` is about the missing await; a call that must raise at once need not be awaited. */
function isClosedOrExpected({ file }: RuleContext, call: CallFact): boolean {
  return [...climb(file, call.block)].some(
    ({ kind, names }) =>
      kind === 'with' &&
      names.some((each) => /(?:raises|warns|assertRaises|assertWarns|deprecated_call)\w*$/i.test(each)),
  );
}

/** `assert coro() is not None`: true of every coroutine. */
function isAssertedPresence({ file, source }: RuleContext, call: CallFact): boolean {
  return file.assertions.some(
    ({ actual, expected, negated, style }) =>
      style === 'assert' &&
      negated &&
      actual?.start === call.span.start &&
      actual.end === call.span.end &&
      expected !== undefined &&
      /^(?:None|False)$/.test(source.slice(expected).trim()),
  );
}
