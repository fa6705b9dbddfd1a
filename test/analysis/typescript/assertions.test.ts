import { describe, expect, it } from 'vitest';
import type { Framework } from '../../../src/analysis/facts.ts';
import { read, reading } from './reading.ts';

const only = (code: string, framework: Framework = 'vitest') => {
  const { assertions } = read(code, framework);
  expect(assertions).toHaveLength(1);
  return assertions[0];
};

describe('expect', () => {
  it('spans what is checked and what it is compared with', () => {
    const { file, text } = reading('await expect(load()).resolves.toBe(1);');
    const [assertion] = file.assertions;
    expect([assertion?.span, assertion?.statement, assertion?.actual, assertion?.expected].map(text)).toEqual([
      'expect(load()).resolves.toBe(1)',
      'await expect(load()).resolves.toBe(1);',
      'load()',
      '1',
    ]);
  });

  it.each([
    ['expect(a).toBe(1)', 'toBe', 'equal'],
    ['expect(a).toBeLessThan(1)', 'toBeLessThan', 'less'],
    ['expect(a).toBeTruthy()', 'toBeTruthy', 'truthy'],
    ['expect(a).toContain(1)', 'toContain', 'contains'],
    ['expect(a).toThrow()', 'toThrow', 'throws'],
    ['expect(a).toHaveBeenCalledWith(1)', 'toHaveBeenCalledWith', 'called'],
    ['expect(a).toMatchInlineSnapshot()', 'toMatchInlineSnapshot', 'snapshot'],
    ['expectTypeOf(a).toEqualTypeOf(b)', 'toEqualTypeOf', 'type'],
    ['expect(a).toBeWeird()', 'toBeWeird', 'other'],
  ])('reads %s', (code, matcher, compares) => {
    expect(only(code)).toMatchObject({ style: 'expect', matcher, compares, negated: false, asynchronous: false });
  });

  it('sees the negation', () => {
    expect(only('expect(a).not.toBe(1)')?.negated).toBe(true);
  });

  it.each(['expect(x);', 'expect(x).toBe;', 'expect.extend({});', 'expect.objectContaining({});'])(
    'takes %s for no assertion',
    (code) => {
      expect(read(code).assertions).toEqual([]);
    },
  );

  it.each([
    'expect(p).resolves.toBe(1)',
    'expect(p).rejects.toThrow()',
    'expect.poll(() => 1).toBe(1)',
    'expect(a).toMatchFileSnapshot("x")',
  ])('knows that %s arrives later', (code) => {
    expect(only(code)?.asynchronous).toBe(true);
  });

  it('knows the web-first matchers in playwright files only', () => {
    expect(only('expect(page).toHaveURL("/")', 'playwright')?.asynchronous).toBe(true);
    expect(only('expect(el).toBeVisible()', 'jest')?.asynchronous).toBe(false);
  });

  it('waits for no value matcher of playwright', () => {
    expect(only('expect(n).toBe(1)', 'playwright')?.asynchronous).toBe(false);
  });

  it('takes expect from the test context', () => {
    expect(only(`it('x', ({ expect }) => { expect(1).toBe(1); });`)?.matcher).toBe('toBe');
  });

  it('reads an aliased expect', () => {
    expect(only(`import { expect as that } from 'vitest'; that(1).toBe(1);`)?.matcher).toBe('toBe');
  });

  it.each(['expect.assertions(1)', 'expect.hasAssertions()', 'expect.fail()', 'expect.unreachable()'])(
    'reads %s as a guard',
    (code) => {
      expect(only(code)).toMatchObject({ style: 'other', compares: 'other' });
    },
  );
});

describe('what becomes of an assertion', () => {
  it.each([
    ['await expect(p).resolves.toBe(1);', 'awaited'],
    [`it('x', () => { return expect(p).resolves.toBe(1); });`, 'returned'],
    [`it('x', () => expect(p).resolves.toBe(1));`, 'returned'],
    ['expect(p).resolves.toBe(1);', 'dropped'],
    ['void expect(p).resolves.toBe(1);', 'dropped'],
    ['await Promise.all([expect(p).resolves.toBe(1)]);', 'collected'],
    ['await Promise.all(ps.map((p) => expect(p).resolves.toBe(1)));', 'returned'],
    ['const later = expect(p).resolves.toBe(1); await later;', 'assigned'],
    ['expect(p).resolves.toBe(1).then(done);', 'chained'],
  ])('reads %s as %s', (code, handling) => {
    expect(only(code)?.handling).toBe(handling);
  });
});

describe('other styles', () => {
  it.each([
    [
      'node:assert',
      `import assert from 'node:assert/strict'; assert.deepEqual(a, b);`,
      { style: 'node:assert', matcher: 'deepEqual', compares: 'equal' },
    ],
    [
      'a call of assert',
      `import assert from 'assert'; assert(a);`,
      { style: 'node:assert', matcher: 'assert', compares: 'truthy' },
    ],
    [
      'a named export of node:assert',
      `import { strictEqual } from 'assert'; strictEqual(a, b);`,
      { matcher: 'strictEqual', compares: 'equal' },
    ],
    ['assert.rejects', `import assert from 'assert'; assert.rejects(p);`, { compares: 'throws', asynchronous: true }],
    ['a negated assert', `import assert from 'assert'; assert.notEqual(a, b);`, { negated: true, compares: 'equal' }],
    [
      'the assert of a test context',
      `import test from 'node:test'; test('x', (t) => { t.assert.equal(a, b); });`,
      { style: 'node:assert' },
    ],
    [
      'chai assert',
      `import { assert } from 'chai'; assert.isTrue(a);`,
      { style: 'chai', matcher: 'isTrue', compares: 'truthy' },
    ],
    [
      'a negated chai assert',
      `import { assert } from 'chai'; assert.isNotNull(a);`,
      { negated: true, compares: 'truthy' },
    ],
    [
      'chai expect',
      `import { expect } from 'chai'; expect(a).to.deep.equal(b);`,
      { style: 'chai', matcher: 'equal', compares: 'equal' },
    ],
    [
      'a chai property',
      `import { expect } from 'chai'; expect(a).to.not.be.true;`,
      { style: 'chai', matcher: 'true', negated: true },
    ],
    [
      'a long chai chain',
      `expect(a).to.be.a('string').and.include('x');`,
      { matcher: 'include', compares: 'contains' },
    ],
    ['chai should', `a.should.equal(1);`, { style: 'chai', matcher: 'equal' }],
    ['should as a function', `import should from 'should'; should(a).equal(1);`, { style: 'chai', matcher: 'equal' }],
    [
      'a configured expect',
      `const slow = expect.configure({ timeout: 9 }); slow(a).toBe(1);`,
      { style: 'expect', matcher: 'toBe' },
    ],
    ['a soft expect', `expect.soft(a).toBe(1);`, { style: 'expect', matcher: 'toBe' }],
    ['the plan of a test context', `t.plan(2);`, { style: 'other', matcher: 'plan' }],
    ['a chai should property', `a.should.be.empty;`, { style: 'chai', matcher: 'empty' }],
    ['chai-as-promised', `expect(p).to.eventually.equal(1);`, { asynchronous: true }],
    ['sinon.assert', `sinon.assert.calledOnce(spy);`, { style: 'mock', compares: 'called' }],
    ['assertType', `assertType<string>(a);`, { style: 'other', compares: 'type' }],
    [
      'the last expect of supertest',
      `await request(app).get('/').expect(200).expect('x');`,
      { style: 'other', matcher: 'expect', handling: 'awaited' },
    ],
    ['a throwing query', `screen.getByText('x');`, { style: 'query', asynchronous: false }],
    ['a finding query', `await screen.findByRole('x');`, { style: 'query', asynchronous: true, handling: 'awaited' }],
    ['waitFor', `await waitFor(ready);`, { style: 'query', asynchronous: true }],
    ['vi.waitFor', `await vi.waitFor(ready);`, { style: 'query', asynchronous: true }],
  ])('reads %s', (_what, code, expected) => {
    expect(only(code)).toMatchObject(expected);
  });

  it('takes the waits of a page for queries', () => {
    expect(only(`await page.waitForURL('/x');`, 'playwright')).toMatchObject({ style: 'query', matcher: 'waitForURL' });
  });

  it.each([`page.getByText('x');`, 'await page.waitForTimeout(5);'])('takes %s for no assertion', (code) => {
    expect(read(code, 'playwright').assertions).toEqual([]);
  });

  it('takes no repository method for a query', () => {
    expect(read('users.findByTitle("x");').assertions).toEqual([]);
  });
});
