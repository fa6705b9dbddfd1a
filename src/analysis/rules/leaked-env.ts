import type { CallFact, EnvironmentWrite, TestFile } from '../facts.ts';
import { isWithin } from '../helpers.ts';
import { defineRule, type Report, type RuleContext, type Severity } from '../rule.ts';
import { envFix } from './support/env-fix.ts';
import {
  cleanUpNames,
  encloses,
  fixturesOf,
  inFinally,
  isCleanUp,
  type Place,
  placeOf,
  runsInHook,
  runsWith,
  suiteOf,
  unlessWholeFile,
} from './support/places.ts';
import { climb, functionsAround } from './support/scope.ts';

/**
 * An environment variable that a test sets and nothing puts back: later tests of the process run with it.
 * Source: 44 such writes in 14 of the JavaScript files surveyed; C29 of falsegreen for Python.
 */
export const leakedEnv = defineRule({
  id: 'leaked-env',
  title: 'Environment variable that is never put back',
  cause: 'environment',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/test-isolation',
  why: 'The environment belongs to the whole process. A test that changes it and does not put it back decides how later tests behave, so their result depends on the order.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
        fixed: `import { expect, it, vi, afterEach } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('reads the port', () => {
  vi.stubEnv('PORT', '8080');
  expect(config().port).toBe(8080);
});
`,
      },
      {
        framework: 'pytest',
        code: `import os

def test_port():
    os.environ["PORT"] = "8080"
    assert config().port == 8080
`,
        fixed: `import os

def test_port(monkeypatch):
    monkeypatch.setenv("PORT", "8080")
    assert config().port == 8080
`,
      },
      {
        framework: 'jest',
        code: `it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
        fixed: `const originalPort = process.env.PORT;
afterEach(() => {
  if (originalPort === undefined) delete process.env.PORT;
  else process.env.PORT = originalPort;
});

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
      },
      {
        framework: 'pytest',
        code: `import os

import pytest

@pytest.fixture
def port():
    os.environ.pop("PORT", None)
    yield 1

def test_port(port):
    assert config().port == port
`,
        fixed: `import os

import pytest

@pytest.fixture
def port(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    yield 1

def test_port(port):
    assert config().port == port
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { afterEach, beforeEach, expect, it } from 'vitest';

let before: string | undefined;
beforeEach(() => {
  before = process.env.PORT;
});
afterEach(() => {
  process.env.PORT = before;
});

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
      },
      {
        framework: 'jest',
        code: `const env = process.env;
beforeEach(() => {
  process.env = { ...env };
});
afterAll(() => {
  process.env = env;
});
it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
      },
      {
        framework: 'vitest',
        code: `process.env.TZ = 'UTC';
import { expect, it } from 'vitest';

it('formats', () => {
  expect(format(0)).toBe('1970');
});
`,
      },
      {
        framework: 'pytest',
        code: `import os
from unittest.mock import patch

@patch.dict(os.environ, {"A": "1"})
def test_a():
    os.environ["B"] = "2"
    assert config().b == 2

def test_b():
    with patch.dict(os.environ):
        del os.environ["B"]
        assert config().b is None
`,
      },
      {
        framework: 'pytest',
        code: `import os

import pytest

@pytest.fixture
def port():
    before = os.environ.get("PORT")
    os.environ["PORT"] = "1"
    yield
    if before is None:
        os.environ.pop("PORT", None)
    else:
        os.environ["PORT"] = before

def test_port(port):
    os.environ["PORT"] = "2"
    assert config().port == 2
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    for (const write of file.environment) {
      if (write.restores || isRestoring(file, write) || takesBackOwn(file, write)) continue;
      const report = judge(context, write, placeOf(file, write.function));
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, write: EnvironmentWrite, place: Place): Report | undefined {
  const { file, project, source } = context;
  const what = write.name === undefined ? 'the environment' : write.name;
  if (place.kind === 'helper' || inPatch(file, write)) return undefined;
  if (place.kind === 'collection') {
    if (!project.runner.sharesProcess || isConfiguration(file) || source.slice(write.span).includes('.setdefault('))
      return undefined;
    const message = `Changes ${what} while the file is loaded, for every test of the process that comes later. Set it in a fixture or hook that puts it back.`;
    return { at: write.span, severity: 'warning', message };
  }
  if (file.language === 'python' && project.runner.restoresEnvironment) return undefined;
  if (isForTheRun(file, place) || cleansUpAfterCode(file, write, place) || runsElsewhere(file, write)) return undefined;
  const isolated = !project.runner.sharesProcess;
  // Where every file has a process of its own, a hook around the whole file makes the file's own setting.
  if (isolated && place.kind === 'hook' && unlessWholeFile(file, place.hook.suite) === undefined) return undefined;
  if (file.environment.some((other) => other !== write && restores(file, other, write, place))) return undefined;
  if (isStubbed(file, write, place)) return undefined;
  if (file.environment.some((other) => putsBackLater(file, other, write))) {
    const message = `Puts ${what} back at the end of the body, so a test that fails leaves it changed for the next one. Put it back in a hook, a fixture or a finally block.`;
    return { at: write.span, severity: 'warning', message };
  }
  const after = file.language === 'python' ? 'Use monkeypatch' : 'Put it back in afterEach';
  const message = `Changes ${what} and never puts it back, so the tests after it run with it. ${after}.`;
  // A deletion most often only makes sure of what holds anyway.
  const isHarmless = write.operation === 'delete' && isolated;
  const severity: Severity = isHarmless
    ? 'info'
    : write.operation === 'delete' || place.kind === 'hook'
      ? 'warning'
      : 'error';
  return { at: write.span, severity, message, fix: envFix(context, write, place) };
}

/** conftest.py and set-up files: what they set while loading is meant for the whole run. */
function isConfiguration(file: TestFile): boolean {
  return /(?:^|\/)(?:conftest\.py|[^/]*setup[^/]*)$/i.test(file.path) || file.tests.length === 0;
}

/** A fixture of conftest.py that forces itself on every test, or lasts as long as the run, sets the run up on purpose. */
function isForTheRun(file: TestFile, place: Place): boolean {
  if (place.kind !== 'fixture' || !/(?:^|\/)conftest\.py$/.test(file.path)) return false;
  return place.fixture.autouse || place.fixture.scope === 'session';
}

/** A deletion behind the last assertion: it removes what the tested code has set. */
function cleansUpAfterCode(file: TestFile, write: EnvironmentWrite, place: Place): boolean {
  if (place.kind !== 'test' || write.operation !== 'delete') return false;
  const asserted = file.assertions.filter((assertion) => isWithin(file, assertion.function, place.test.function));
  return asserted.length > 0 && asserted.every((assertion) => assertion.span.end <= write.span.start);
}

/** In a named function that is only handed on, perhaps to another process, and never called here. */
function runsElsewhere(file: TestFile, { function: id }: EnvironmentWrite): boolean {
  const fn = file.functions[id];
  if (fn?.role !== 'function' || fn.name === '' || fn.className !== undefined) return false;
  return !file.calls.some((call) => call.callee === fn.name || call.callee === `${fn.name}()`);
}

/** The write itself is a clean-up: in a teardown hook, behind a fixture's yield, in a finally block, in a clean-up callback. */
function isRestoring(file: TestFile, write: EnvironmentWrite): boolean {
  if (inFinally(file, write.block) || isCleanUp(file, write.function)) return true;
  if (file.hooks.some((hook) => /^after/.test(hook.kind) && runsInHook(file, hook).has(write.function))) return true;
  return [...functionsAround(file, write.function)].some(
    (fn) => fn.yieldEnd !== undefined && write.span.start >= fn.yieldEnd,
  );
}

/** `delete process.env.X` at the end of the test that set X: speaks for the first write, not for itself. */
function takesBackOwn(file: TestFile, write: EnvironmentWrite): boolean {
  const isEarlier = (other: EnvironmentWrite) =>
    other.function !== 0 && other.span.end <= write.span.start && other.operation !== 'delete';
  return (
    write.operation === 'delete' &&
    file.environment.some(
      (other) => isEarlier(other) && isSame(other, write) && isWithin(file, write.function, other.function),
    )
  );
}

/** Does `other` clean up what `write` did? */
function restores(file: TestFile, other: EnvironmentWrite, write: EnvironmentWrite, place: Place): boolean {
  if (!isSame(other, write)) return false;
  const there = placeOf(file, other.function);
  if (isRestoring(file, other)) {
    switch (there.kind) {
      case 'test':
        return place.kind === 'test' && place.test === there.test;
      case 'hook':
        return encloses(file, there.hook.suite, suiteOf(file, place));
      case 'fixture':
        return place.kind === 'test' ? fixturesOf(file, place.test).includes(there.fixture) : there.kind === place.kind;
      default:
        return true;
    }
  }
  // A hook that sets the variable anew before every test undoes what the test before it did.
  return (
    place.kind === 'test' &&
    there.kind === 'hook' &&
    there.hook.kind === 'beforeEach' &&
    encloses(file, there.hook.suite, place.test.suite)
  );
}

function isSame(other: EnvironmentWrite, write: EnvironmentWrite): boolean {
  return other.name === undefined || write.name === undefined || other.name === write.name;
}

/** A later write of the same test that deletes the variable or gives it its old value, but only if nothing fails before. */
function putsBackLater(file: TestFile, other: EnvironmentWrite, write: EnvironmentWrite): boolean {
  const puts = other.restores || (other.operation === 'delete' && write.operation !== 'delete');
  return (
    puts && other.span.start > write.span.end && isSame(other, write) && isWithin(file, other.function, write.function)
  );
}

/** In a `with patch.dict(os.environ)` block, or in a function or class under that decorator. */
function inPatch(file: TestFile, write: EnvironmentWrite): boolean {
  const restoring = (name: string) =>
    /(?:^|\.)(?:patch\.dict|modified_environ|override_env\w*|set_env|temp_env\w*)$/.test(name);
  return (
    [...climb(file, write.block)].some((block) => block.kind === 'with' && block.names.some(restoring)) ||
    [...functionsAround(file, write.function)].some((fn) => fn.decorators.some(({ callee }) => restoring(callee)))
  );
}

/** Something that restores by itself has changed the same variable before, or restoring code is handed to a clean-up call. */
function isStubbed(file: TestFile, write: EnvironmentWrite, place: Place): boolean {
  const root = place.kind === 'test' ? place.test.function : write.function;
  const names = (call: CallFact) => call.arguments[0]?.value === write.name;
  const running = new Set([
    root,
    ...(place.kind === 'test' ? fixturesOf(file, place.test).map((fixture) => fixture.function) : []),
  ]);
  return (
    file.calls.some(
      (call) =>
        /(?:^|\.)(?:monkeypatch\.(?:setenv|delenv)|vi\.stubEnv)$/.test(call.callee) &&
        names(call) &&
        (running.has(call.function) || isWithin(file, call.function, root)),
    ) ||
    cleanUpNames(file, root).some((name) => /environ|restore|reset/i.test(name)) ||
    (place.kind === 'test' && restoringHelper(file, place.test.suite))
  );
}

/** An afterEach or afterAll that calls something named after restoring the environment (`restoreEnv()`). */
function restoringHelper(file: TestFile, suite: number | undefined): boolean {
  const hooks = file.hooks.filter((hook) => /^after/.test(hook.kind) && encloses(file, hook.suite, suite));
  return hooks.some((hook) => {
    const run = hook.function === 0 ? new Set<number>() : runsWith(file, hook.function);
    return file.calls.some(
      (call) =>
        (run.has(call.function) || (hook.span.start <= call.span.start && call.span.end <= hook.span.end)) &&
        /(?:restore|reset|clean|unset|undo)\w*env|env\w*(?:restore|reset)|mockedEnv|restoreEnv/i.test(
          [call.callee, ...call.arguments.map((argument) => (argument.kind === 'name' ? argument.value : ''))].join(
            ' ',
          ),
        ),
    );
  });
}
