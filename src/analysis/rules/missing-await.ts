import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Assertion, CallFact } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { isClockHeld } from './support/clocks.ts';
import { takesDone } from './support/done.ts';
import { inTest, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/** Coroutines of the standard library and of its neighbours that do nothing until they are awaited. */
const coroutines =
  /^(?:asyncio\.(?:sleep|wait_for|gather|wait|to_thread|open_connection|start_server|create_subprocess_(?:exec|shell))|anyio\.(?:sleep|to_thread\.run_sync)|trio\.(?:sleep|to_thread\.run_sync))$/;

/** A call that only makes a coroutine or promise, where the test needs what it does. */
export const missingAwait = defineRule({
  id: 'missing-await',
  title: 'Missing await',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'async/test-setup',
  why: 'Calling a Python coroutine function runs none of it, and an `assert` on the coroutine object always holds. A promise that nobody awaits in TypeScript runs beside the test, and its failure surfaces elsewhere or nowhere.',
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
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const call of file.calls) {
      const report = file.language === 'python' ? inPython(context, call) : inTypeScript(context, call);
      if (report) yield report;
    }
  },
});

function inPython(context: RuleContext, call: CallFact): Report | undefined {
  const { file, helpers } = context;
  const asserted = call.handling === 'asserted' || isAssertedPresence(context, call);
  if (call.handling !== 'dropped' && !asserted) return undefined;
  if (!coroutines.test(call.callee) && helpers.isAsync(call) !== 'yes') return undefined;
  const fn = file.functions[call.function];
  const name = call.callee.split('.').at(-1);
  return {
    at: call.span,
    message: asserted
      ? `\`${name}(…)\` is a coroutine here, and a coroutine is always true: the assertion cannot fail. Await it.`
      : `\`${name}(…)\` is not awaited, so none of it runs. Await it${fn?.async ? '' : ' in an async test'}.`,
    fix: fn?.async
      ? { title: 'Await the call', safety: 'safe', edits: [insert(call.span.start, 'await ')] }
      : undefined,
  };
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

/** Only where the very next things are assertions: a test that awaits something later may well be watching the promise on purpose. */
function inTypeScript(context: RuleContext, call: CallFact): Report | undefined {
  const { file, source, helpers } = context;
  if (call.handling !== 'dropped' || file.functions[call.function]?.role !== 'test') return undefined;
  const test = testAround(file, call.function);
  if (!test) return undefined;
  if (/^void\b/.test(source.slice(call.statement)) || helpers.isAsync(call) !== 'yes') return undefined;
  const next = file.assertions.find(
    (assertion) => assertion.span.start >= call.span.end && inTest(file, test, assertion.function),
  );
  if (!next || next.asynchronous || /\bawait\b/.test(source.text.slice(call.span.end, next.statement.end)))
    return undefined;
  if (isClockHeld(context, test, next.span.start, 'timers') || isDrivenOn(context, call, next)) return undefined;
  return {
    at: call.span,
    // What the function does before its first await is done by then, so the test may be right.
    severity: 'warning',
    message: `\`${call.callee}\` is async and not awaited: the assertion sees only what it does before its first await, and its failure is lost. Await it, or write void to say that this is meant.`,
    fix: awaitIt(context, call),
  };
}

/** Another step of the test stands in between (`stdin.emit('p')`): the call is left running on purpose. */
function isDrivenOn({ file }: RuleContext, call: CallFact, next: Assertion): boolean {
  return file.calls.some(
    (other) =>
      other.function === call.function &&
      other.statement.start >= call.statement.end &&
      other.statement.end <= next.statement.start,
  );
}

/** Suggested only: a test of what happens before the first await is right without it. */
function awaitIt({ file }: RuleContext, call: CallFact): FixDraft | undefined {
  const fn = file.functions[call.function];
  if (!fn || fn.generator || (!fn.async && takesDone(file, fn))) return undefined;
  return { title: 'Await the call', safety: 'suggested', edits: [...makeAsync(fn), insert(call.span.start, 'await ')] };
}
