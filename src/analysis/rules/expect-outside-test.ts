import type { Assertion, TestFile } from '../facts.ts';
import { defineRule } from '../rule.ts';
import { partsOf } from './support/assertions/parts.ts';
import { placeOf } from './support/places.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * An assertion that runs while the file is loaded, at file level or in a describe body. Helpers that assert are called from
 * tests and are none of it; nor are the preconditions of a file (`assert(process.env.TOKEN)`) and checks of types.
 */
export const expectOutsideTest = defineRule({
  id: 'expect-outside-test',
  title: 'Assertion outside any test',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'structure/tests-that-can-fail',
  why: 'Code at file or describe level runs once, while the tests are collected: before every hook, also for tests that are skipped or filtered out. An assertion there sees a state no test is in, belongs to no test, and when it fails none of the file’s tests runs.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { beforeEach, describe, expect, it } from 'vitest';

describe('cart', () => {
  let cart = [];
  beforeEach(() => {
    cart = [1];
  });
  expect(cart).toHaveLength(1);
  it('adds', () => {
    cart.push(2);
    expect(cart).toHaveLength(2);
  });
});
`,
      },
      {
        framework: 'jest',
        code: `const config = load();
expect(config.retries).toBe(3);

test('loads twice', () => {
  expect(load()).toEqual(config);
});
`,
      },
      {
        framework: 'mocha',
        code: `import assert from 'node:assert';

describe('names', () => {
  for (const name of ['a', 'b']) {
    assert.equal(upper(name), name.toUpperCase());
  }
  it('is loud', () => {
    assert.equal(upper('c'), 'C');
  });
});
`,
      },
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe('names', () => {
  ['a', 'b'].forEach((name) => {
    expect(upper(name)).toBe(name.toUpperCase());
  });
  it('is loud', () => {
    expect(upper('c')).toBe('C');
  });
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { describe, expect, expectTypeOf, it } from 'vitest';

expect.extend({ toBeEven: (value) => ({ pass: value % 2 === 0, message: () => 'odd' }) });
expectTypeOf(load).toBeFunction();

const expectLoud = (text) => expect(text).toBe(text.toUpperCase());
function check(text) {
  expect(text).not.toBe('');
}

describe('names', () => {
  const verify = (name) => {
    expect(upper(name)).toBe(name.toUpperCase());
  };
  ['a', 'b'].forEach((name) => {
    it(name, () => {
      verify(name);
      check(name);
      expectLoud(upper(name));
    });
  });
});
`,
      },
      {
        framework: 'node:test',
        code: `import assert from 'node:assert';
import { before, test } from 'node:test';

assert(process.env.TOKEN, 'TOKEN is needed');

before(() => {
  assert.equal(state(), 'ready');
});

test('runs', () => {
  assert.equal(run(), 1);
});
`,
      },
      {
        framework: 'jest',
        code: `expect.addSnapshotSerializer(serializer);

const cases = rows.map((row) => ({ ...row, check: () => expect(row.value).toBe(1) }));

test.each(cases)('%s', ({ check }) => {
  check();
});
`,
      },
    ],
  },
  *check({ file }) {
    if (isTypeTest(file.path) || file.tests.length === 0) return;
    for (const assertion of file.assertions) {
      if (!isCheck(assertion) || isPrecondition(file, assertion)) continue;
      const place = placeOf(file, withoutLoops(file, assertion.function));
      if (place.kind !== 'collection') continue;
      yield {
        at: assertion.span,
        message:
          place.suite === undefined
            ? 'This runs while the file is loaded, before any hook and in no test: when it fails, none of its tests runs. Move it into a test.'
            : 'This runs while the tests are collected, before any hook and in no test: when it fails, none of the file runs. Move it into a test.',
      };
    }
  },
});

/** Compares values at run time: not a type check, not a query, not `expect.assertions`. */
function isCheck({ style, compares, matcher }: Assertion): boolean {
  if (compares === 'type' && /^(?:assertType|expectTypeOf)|^to(?:BeFunction|BeString|EqualTypeOf)/.test(matcher))
    return false;
  return style === 'expect' || style === 'chai' || style === 'node:assert' || style === 'assert' || style === 'mock';
}

/** `assert(value)` narrows a type or stops a file that cannot run: it says nothing of the code under test. */
function isPrecondition(file: TestFile, assertion: Assertion): boolean {
  const { opening, matcher } = partsOf(file, assertion);
  const callee = (matcher ?? opening)?.callee ?? '';
  if (/^expectTypeOf\b|^assertType\b/.test(callee)) return true;
  return !/^(?:(?:t|ctx|context)\.)?expect\b/.test(callee) && assertion.compares === 'truthy';
}

/** The function around the callbacks of `forEach` and the like, which run where they are written. */
function withoutLoops(file: TestFile, id: number): number {
  const fn = file.functions[id];
  const call = fn?.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
  const isLoop = fn?.role === 'function' && call !== undefined && /\.forEach$/.test(call.callee);
  return isLoop ? withoutLoops(file, fn.parent) : id;
}
