import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { errorText, fileOf, idMaker, plainText, relativeFile, seedGlobals } from '../../drivers/seed.mjs';

const year = 365.25 * 86_400_000;

/** A program in a global object of its own, seeded like a user's. */
function sandbox(plan: { seed: number; clockShiftMs?: number }) {
  const context = createContext({});
  const target: unknown = runInContext('globalThis', context);
  const seed = () => seedGlobals(Object(target), plan);
  seed();
  return { seed, run: (code: string): unknown => runInContext(code, context) };
}

const draws = 'Array.from({ length: 1000 }, () => Math.random())';

describe('Seeded chance', () => {
  it('is the same under the same seed, another under another, and spread over [0, 1)', () => {
    const numbers = [1, 1, 2].map((seed) => Array.from(Object(sandbox({ seed }).run(draws)), Number));
    expect(numbers[1]).toEqual(numbers[0]);
    expect(numbers[2]).not.toEqual(numbers[0]);
    expect(numbers.flat().every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers.flat().filter((number) => number < 0.5).length).toBeGreaterThan(1300);
    expect(numbers.flat().filter((number) => number < 0.5).length).toBeLessThan(1700);
  });

  it('goes on where it was when a global object is seeded again', () => {
    const once = sandbox({ seed: 3 });
    const twice = sandbox({ seed: 3 });
    const expected = [once.run('Math.random()'), once.run('Math.random()')];
    const first = twice.run('Math.random()');
    twice.seed();
    expect([first, twice.run('Math.random()')]).toEqual(expected);
  });
});

describe('A shifted clock', () => {
  it('moves only what reads the clock', () => {
    const { run } = sandbox({ seed: 1, clockShiftMs: 100 * year });
    const then = new Date(Date.now() + 100 * year).getFullYear();
    expect(
      run('[new Date().getFullYear(), new Date(Date.now()).getFullYear(), new Date(Date()).getFullYear()]'),
    ).toEqual([then, then, then]);
    expect(
      run('[new Date(5).getTime(), Date.UTC(1970, 0, 1), Date.parse("1970-01-01"), new Date(1999, 1).getMonth()]'),
    ).toEqual([5, 0, 0, 1]);
  });

  it('keeps the Date a Date', () => {
    const { run } = sandbox({ seed: 1, clockShiftMs: year });
    const code = `class Mine extends Date {}
      [new Date() instanceof Date, new Date().constructor === Date, new Mine() instanceof Mine, new Mine() instanceof Date, Date.name, Date.length, String(Date)]`;
    expect(run(code)).toEqual([true, true, true, true, 'Date', 7, 'function Date() { [native code] }']);
  });

  it('takes replacements, and stays shifted when the first Date is put back', () => {
    const { run } = sandbox({ seed: 1, clockShiftMs: 100 * year });
    const then = new Date(Date.now() + 100 * year).getFullYear();
    run('real = Object.getPrototypeOf(Date.prototype) && Date; Date = class { static now() { return 1; } }');
    expect(run('Date.now()')).toBe(1);
    expect(run('Date = real; new Date().getFullYear()')).toBe(then);
    expect(run('Date.now = () => 2; Date.now()')).toBe(2);
  });

  it('leaves Date alone without a shift', () => {
    expect(sandbox({ seed: 1 }).run('Object.getOwnPropertyDescriptor(globalThis, "Date").get')).toBeUndefined();
  });
});

describe('Ids', () => {
  it('join titles, number duplicates in the order of declaration, and never meet a title that looks like a number', () => {
    const id = idMaker();
    const made = [
      id('a.ts', ['s', 'x']),
      id('a.ts', ['x']),
      id('a.ts', ['x']),
      id('a.ts', ['x #2']),
      id('a.ts', ['x']),
    ];
    expect(made).toEqual(['a.ts::s > x', 'a.ts::x', 'a.ts::x #2', 'a.ts::x #2 #2', 'a.ts::x #3']);
    expect(fileOf('a/b.ts::x :: y')).toBe('a/b.ts');
    expect(relativeFile('/p', '/p/a/b.ts')).toBe('a/b.ts');
  });
});

describe('What was thrown becomes text', () => {
  it('without colours and cut at 4,000 characters', () => {
    expect(plainText('\u001b[31mred\u001b[39m and \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('red and link');
    expect(errorText(new RangeError('x'.repeat(5000)))).toMatchObject({
      message: `${'x'.repeat(3999)}…`,
      name: 'RangeError',
      stack: expect.stringContaining('RangeError'),
    });
  });

  it.each([
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ code: 7 }, '{ code: 7 }'],
    [new TypeError(''), 'TypeError'],
  ])('whatever it is: %o', (thrown, message) => {
    expect(errorText(thrown).message).toBe(message);
  });

  it('even when it cannot be read', () => {
    const hostile = {
      get message(): string {
        throw new Error('no');
      },
    };
    expect(errorText(hostile).message).toBe('{ message: [Getter] }');
  });
});

describe('The channel', () => {
  const writer = (count: number) => `
    import { openChannel } from ${JSON.stringify(new URL('../../drivers/seed.mjs', import.meta.url).href)};
    const emit = openChannel({ channel: 3 });
    for (let at = 0; at < ${count}; at += 1) emit({ type: 'limitation', text: at + 'é'.repeat(2000) });
    console.log('done');`;

  it('carries every event as a whole line, however slow the reader', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer(500)], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const lines = (await text(Object(child.stdio[3]))).trimEnd().split('\n');
    expect(lines.map((line) => Number.parseInt(JSON.parse(line).text, 10))).toEqual(
      Array.from({ length: 500 }, (_, at) => at),
    );
  });

  it('does not disturb the tests when nobody reads any more', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer(500)], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    Object(child.stdio[3]).destroy();
    expect(await text(Object(child.stdout))).toBe('done\n');
  });
});
