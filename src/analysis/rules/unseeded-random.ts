import { insertFirstStatement } from '../edits/python.ts';
import { atStartOfBody, localName, styleOf } from '../edits/typescript.ts';
import type { Assertion, CallFact, RandomUse, Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext, type Severity } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { isGivenByStandIn, reachesAssertion } from './support/influence.ts';
import { encloses, fixturesOf, runsInHook, runsWith } from './support/places.ts';
import { hooksFor, inTest, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A random value that decides what a test sees, from a generator that nobody seeded: a failure cannot be repeated.
 * Source: 155 uses in 68 JavaScript files of the survey, 108 in the Python corpus; google-gemini/gemini-cli#3177 and others.
 */
export const unseededRandom = defineRule({
  id: 'unseeded-random',
  title: 'Random value without a seed',
  cause: 'randomness',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/identify',
  why: 'Each run tests another input, so a failure comes and goes and cannot be reproduced from the report. A fixed seed keeps the variety and makes each failure repeatable.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import random


def test_sorts():
    """Any list."""
    items = [random.randint(0, 9) for _ in range(50)]
    assert my_sort(items) == sorted(items)
`,
        fixed: `import random


def test_sorts():
    """Any list."""
    random.seed(0)
    items = [random.randint(0, 9) for _ in range(50)]
    assert my_sort(items) == sorted(items)
`,
      },
      {
        framework: 'pytest',
        code: `import numpy as np

def test_mean():
    rng = np.random.default_rng()
    assert abs(mean(rng.normal(size=100))) < 0.3
`,
        fixed: `import numpy as np

def test_mean():
    rng = np.random.default_rng(0)
    assert abs(mean(rng.normal(size=100))) < 0.3
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('rounds', () => {
  const value = Math.random() * 100;
  expect(round(value)).toBeLessThan(100);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { faker } from '@faker-js/faker';
import { expect, it } from 'vitest';

it('greets', () => {
  const name = faker.person.firstName();
  expect(greet(name)).toHaveLength(name.length + 7);
});
`,
        fixed: `import { faker } from '@faker-js/faker';
import { expect, it } from 'vitest';

it('greets', () => {
  faker.seed(1);
  const name = faker.person.firstName();
  expect(greet(name)).toHaveLength(name.length + 7);
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('stores', () => {
  const id = Math.random().toString(36).slice(2);
  const name = \`user-\${Math.random()}\`;
  expect(store(id, name).name).toBe(name);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('rolls', () => {
  expect(roll(Math.random())).toBe(4);
});
`,
      },
      {
        framework: 'pytest',
        code: `import random

import pytest

@pytest.fixture(autouse=True)
def _seed():
    random.seed(7)

def test_sorts():
    items = random.sample(range(100), 10)
    assert my_sort(items) == sorted(items)
`,
      },
      {
        framework: 'pytest',
        code: `import random
import string

def test_stores():
    name = f"user-{random.randint(0, 99999)}"
    key = "".join(random.choices(string.ascii_letters, k=8))
    assert store(key, name).name == name
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-randomly==4.0.1\n' },
        code: `import random

def test_sorts():
    items = random.sample(range(100), 10)
    assert my_sort(items) == sorted(items)
`,
      },
    ],
  },
  *check(context) {
    const { file, source, project } = context;
    if (isTypeTest(file.path) || project.runner.seedsRandom === true) return;
    const reseeds = project.pytest?.distributions.includes('pytest-randomly') === true;
    const told = new Set<string>();
    for (const use of file.randoms) {
      const test = testAround(file, use.function);
      if (!test || use.seeds || use.source === 'crypto' || (reseeds && use.source !== 'other')) continue;
      if (!asserts(file, test) || isHarmless(file, source, use) || isSeeded(file, test, use)) continue;
      if (file.language === 'python' && isGivenByStandIn(file, source, test, use)) continue;
      const matters =
        use.source !== 'faker' &&
        !isOpaque(source, use) &&
        isWeighed(file, source, test) &&
        (file.language === 'typescript' || isShuffle(use) || reachesAssertion(file, source, test, use));
      const severity: Severity = matters ? 'warning' : 'info';
      // One seed serves the whole test, so one report is enough.
      const key = `${test.id}:${use.source}:${severity}`;
      if (told.has(key)) continue;
      told.add(key);
      yield {
        at: use.span,
        severity,
        message: messageFor(use),
        fix: seedFix(context, test, use),
      };
    }
  },
});

/** Changes its argument in place: the order that comes of it is what the test goes on with. */
function isShuffle({ via }: RandomUse): boolean {
  return /(?:^|\.)shuffle$/.test(via);
}

function isWeighed(file: TestFile, source: Source, test: Test): boolean {
  return file.assertions.some((assertion) => weighs(file, source, test, assertion));
}

/** A whole value of its own, not part of a calculation: most such values only have to differ from each other. */
function isOpaque(source: Source, use: RandomUse): boolean {
  if (/(?:^|\.)randbytes$/.test(use.via)) return true;
  if (use.via !== 'Math.random' && use.via !== 'random.random') return false;
  const before = source.text.slice(use.statement.start, use.span.start);
  const after = source.text.slice(use.span.end, use.span.end + 20);
  return /(?:[:=,([]|=>|\breturn|^)\s*$/.test(before) && /^\s*(?:[,;)}\]]|\r?\n|$)/.test(after);
}

/** Compares the size of a value, not only its type, length or shape: then it matters which value chance gave. */
function weighs(file: TestFile, source: Source, test: Test, assertion: Assertion): boolean {
  if (!inTest(file, test, assertion.function)) return false;
  const text = source.slice(assertion.statement);
  const counts = /\blen\(|\.(?:length|size|shape)\b|toHaveLength|\btype\(/.test(text);
  switch (assertion.compares) {
    case 'snapshot':
      return true;
    case 'equal':
      return !counts;
    case 'less':
    case 'greater':
      return !counts && !(assertion.expected && source.slice(assertion.expected).trim() === '0');
    default:
      return /[^=-][<>]|allclose|isclose|approx|sorted\(/.test(text) && !counts;
  }
}

function messageFor({ source }: RandomUse): string {
  const consequence = 'Every run tests another value, so a failure here cannot be repeated.';
  return source === 'math'
    ? `${consequence} Use a fixed value, or mock Math.random.`
    : `${consequence} Seed the generator, or use a fixed value.`;
}

function asserts(file: TestFile, test: Test): boolean {
  return file.assertions.some((assertion) => inTest(file, test, assertion.function));
}

/** A unique name or id (it becomes text), a port (another matter), a pause, or a property-based test with its own seeds. */
function isHarmless(file: TestFile, source: Source, use: RandomUse): boolean {
  const before = source.text.slice(use.statement.start, use.span.start);
  const after = source.text.slice(use.span.end, use.statement.end);
  const becomesText =
    /`[^`]*\$\{[^}`]*$/.test(before) ||
    /\bf(["'])(?:(?!\1).)*\{[^}]*$/s.test(before) ||
    /\b(?:str|String|hex|join)\($/.test(before) ||
    /\bjoin\([^)]*$/.test(before) ||
    /["'`]\s*\+[\s(]*(?:Math\.floor\()?$/.test(before) ||
    /^\s*\+\s*["'`]/.test(after) ||
    /^[^;\n]*?\.toString\(/.test(after);
  return (
    becomesText ||
    // Always true: written to keep the type checker from narrowing.
    /^\s*>=\s*0(?![.\d])/.test(after) ||
    /(?:port|nonce|salt)\b\s*[:=]?[^;]*$/i.test(before) ||
    // What stands in `expectTypeOf(() => …)` is never run.
    file.assertions.some(({ compares, span }) => compares === 'type' && contains(span, use.span)) ||
    file.waits.some((wait) => contains(wait.span, use.span)) ||
    [...functionsAround(file, use.function)].some((fn) =>
      fn.decorators.some(({ callee }) => /hypothesis|(?:^|\.)given$/.test(callee)),
    )
  );
}

/** A seed or a mock of the generator in the test, its hooks and fixtures, or at file level. */
function isSeeded(file: TestFile, test: Test, use: RandomUse): boolean {
  const running = new Set<number>([0, ...runsWith(file, test.function)]);
  for (const hook of hooksFor(file, test)) for (const id of runsInHook(file, hook)) running.add(id);
  for (const fixture of fixturesOf(file, test)) for (const id of runsWith(file, fixture.function)) running.add(id);
  const isCollected = (id: number) =>
    file.suites.some((suite) => suite.function === id && encloses(file, suite.id, test.suite));
  const runs = (id: number) => running.has(id) || isCollected(id);
  return (
    file.randoms.some((other) => other.seeds && runs(other.function) && isSameGenerator(other, use)) ||
    file.interceptions.some(
      (patch) => runs(patch.function) && patch.target !== undefined && /random/i.test(patch.target),
    ) ||
    file.calls.some(
      (call) =>
        runs(call.function) &&
        (mocksMathRandom(call) || /(?:^|[._])(?:set_|fix_)?(?:all_)?seeds?(?:_everything|_all)?$/i.test(call.callee)),
    )
  );
}

function isSameGenerator(seed: RandomUse, use: RandomUse): boolean {
  return seed.source === use.source || seed.source === 'other';
}

function mocksMathRandom({ callee, arguments: given }: CallFact): boolean {
  const target = given[0]?.value;
  return (
    /(?:^|\.)(?:spyOn|stub|method|replace)$/.test(callee) &&
    (target === 'Math' || target === 'globalThis.Math') &&
    given[1]?.value === 'random'
  );
}

function seedFix({ file, source }: RuleContext, test: Test, use: RandomUse): FixDraft | undefined {
  const fn = file.functions[test.function];
  const written = source.slice(use.span);
  if (!fn) return undefined;
  if (file.language === 'typescript') {
    if (use.source !== 'faker') return undefined;
    const faker = localName(file, '@faker-js/faker', 'faker');
    const edit = atStartOfBody(source, fn, [`${faker}.seed(1)${styleOf(source).semicolon}`]);
    return edit && { title: 'Seed faker at the start of the test', safety: 'suggested', edits: [edit] };
  }
  if (/(?:^|\.)(?:default_rng|Random|RandomState)$/.test(use.via) && /\(\s*\)$/.test(written)) {
    const at = use.span.end - 1;
    return { title: 'Give the generator a fixed seed', safety: 'safe', edits: [{ start: at, end: at, text: '0' }] };
  }
  const generator = /^((?:[\w]+\.)+)\w+\(/.exec(written)?.[1];
  if (generator === undefined || (use.source !== 'random' && use.source !== 'numpy')) return undefined;
  const edit = insertFirstStatement(source, fn, `${generator}seed(0)`);
  return (
    edit && { title: `Seed ${generator.slice(0, -1)} at the start of the test`, safety: 'suggested', edits: [edit] }
  );
}
