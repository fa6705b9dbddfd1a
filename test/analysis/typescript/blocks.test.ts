import { describe, expect, it } from 'vitest';
import type { Block, Framework } from '../../../src/analysis/facts.ts';
import { read, reading } from './reading.ts';

/** The blocks around the call of `at()`, innermost first, without the module. */
const around = (code: string, framework: Framework = 'vitest'): Block[] => {
  const { calls, blocks } = read(code, framework);
  const found: Block[] = [];
  let block = blocks[calls.find(({ callee }) => callee === 'at')?.block ?? 0];
  while (block && block.id !== 0) {
    found.push(block);
    block = blocks[block.parent];
  }
  return found;
};

describe('branches', () => {
  it.each([
    ['if (a) at();', { arm: 0, exhaustive: false }],
    ['if (a) b(); else at();', { arm: 1, exhaustive: true }],
    ['if (a) b(); else if (c) at();', { arm: 1, exhaustive: false }],
    ['if (a) b(); else if (c) d(); else at();', { arm: 2, exhaustive: true }],
    ['a ? at() : b();', { arm: 0, exhaustive: true }],
    ['a && at();', { arm: 0, exhaustive: false }],
    ['a ?? at();', { arm: 0, exhaustive: false }],
    ['x ||= at();', { arm: 0, exhaustive: false }],
    ['switch (a) { case 1: b(); break; case 2: at(); }', { arm: 1, exhaustive: false }],
    ['switch (a) { case 1: at(); break; default: b(); }', { arm: 0, exhaustive: true }],
  ])('reads %s', (code, expected) => {
    const blocks = around(code);
    expect(blocks).toHaveLength(1);
    expect(blocks[0]).toMatchObject({ kind: 'branch', ...expected });
  });

  it('takes the whole chain of else-ifs for one construct', () => {
    const { file, text } = reading('if (a) b(); else if (c) d();');
    const branches = file.blocks.filter(({ kind }) => kind === 'branch');
    expect(branches.map(({ construct, condition }) => [text(construct), text(condition)])).toEqual([
      ['if (a) b(); else if (c) d();', 'a'],
      ['if (a) b(); else if (c) d();', 'c'],
    ]);
  });

  it('keeps the condition itself outside', () => {
    expect(around('if (at()) b();')).toEqual([]);
  });
});

describe('loops', () => {
  it.each([
    ['for (const a of list) at();', 'for-each', false],
    ['for (const a of [1, 2]) at();', 'for-each', true],
    ['const list = [1]; for (const a of list) at();', 'for-each', true],
    ['let list = [1]; for (const a of list) at();', 'for-each', false],
    ['for (const a of []) at();', 'for-each', false],
    ['for (const a of Object.keys({ x: 1 })) at();', 'for-each', true],
    ['for (const a in b) at();', 'for-each', false],
    ['for (let i = 0; i < 3; i++) at();', 'counted', true],
    ['for (let i = 0; i < n; i++) at();', 'counted', false],
    ['const list = [1]; for (let i = 0; i < list.length; i++) at();', 'counted', true],
    ['while (a) at();', 'while', false],
    ['while (true) at();', 'while', true],
    ['do at(); while (a);', 'while', true],
  ] as const)('reads %s', (code, loop, runsAtLeastOnce) => {
    const blocks = around(code);
    expect(blocks).toHaveLength(1);
    expect(blocks[0]).toMatchObject({ kind: 'loop', loop, runsAtLeastOnce });
  });

  it.each([
    ['list.forEach(() => at());', false],
    ['[1].map(() => { at(); });', true],
    ['new Set([1]).forEach(() => at());', true],
    ['Array.from({ length: 3 }, () => at());', true],
  ])('puts a loop between the call and its callback in %s', (code, runsAtLeastOnce) => {
    const [inner, loop, ...rest] = around(code);
    expect([inner?.kind, loop?.kind, rest]).toEqual(['function', 'loop', []]);
    expect(loop).toMatchObject({ loop: 'for-each', runsAtLeastOnce });
  });

  it('takes no function namespace for a collection', () => {
    expect(around('Effect.map(() => at());').map(({ kind }) => kind)).toEqual(['function']);
  });
});

describe('try and catch', () => {
  it.each([
    ['catch {}', true],
    ['catch (e) { log(e); }', true],
    ['catch (e) { expect(e).toBe(1); }', true],
    ['catch (e) { throw e; }', false],
    ['catch (e) { log(e); throw new Error("x"); }', false],
    ['catch (e) { if (known(e)) throw e; }', true],
    ['catch (e) { if (known(e)) throw e; else fail(e); }', false],
    ['catch (e) { expect.fail("x"); }', false],
    ['catch (e) { assert.fail("x"); }', false],
    ['catch (e) { done(e); }', false],
    ['catch (e) { done(); }', true],
    ['catch (e) { return reject(e); }', false],
    ['finally {}', false],
  ])('knows whether %s swallows', (handler, swallows) => {
    expect(around(`try { at(); } ${handler}`)[0]).toMatchObject({ kind: 'try', swallows });
  });

  it('marks the handler and the finally', () => {
    const kinds = read('try { a(); } catch { b(); } finally { c(); }').blocks.map(({ kind }) => kind);
    expect(kinds).toEqual(['module', 'try', 'catch', 'finally']);
  });
});

describe('functions', () => {
  it('hangs a callback below the block of its call', () => {
    expect(around('if (a) { run(() => { at(); }); }').map(({ kind }) => kind)).toEqual(['function', 'branch']);
  });
});
