import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { leakedGlobal } from '../../../src/analysis/rules/leaked-global.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(leakedGlobal);

const vitest = (body: string): Example => ({
  framework: 'vitest',
  code: `import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';\n\n${body}`,
});

async function findings(example: Example): Promise<string[]> {
  const { reports } = await check(leakedGlobal, example);
  return reports.map(({ at, severity }) => `${severity}: ${example.code.slice(at.start, at.end)}`);
}

const other = `it('does something else', () => {
  expect(other()).toBe(1);
});
`;

describe('leaked-global: what counts', () => {
  it('reckons with the worker process that Playwright throws away with a failing test', async () => {
    const body = `test('adds', () => {
  Array.prototype.last = () => 1;
  expect([1].last()).toBe(1);
  delete Array.prototype.last;
});
test('goes on', () => {
  expect(other()).toBe(1);
});
`;
    const own = (framework: Example['framework'], module: string): Example => ({
      framework,
      code: `import { expect, test } from '${module}';\n${body}`,
    });
    expect(await findings(own('vitest', 'vitest'))).toEqual(['warning: Array.prototype.last = () => 1']);
    expect(await findings(own('playwright', '@playwright/test'))).toEqual([]);
  });

  it('makes one finding of all writes to one name', async () => {
    const example = vitest(`it('is wide', () => {
  window.innerWidth = 2000;
  expect(columns()).toBe(4);
});
it('is narrow', () => {
  globalThis.innerWidth = 200;
  expect(columns()).toBe(1);
});
${other}`);
    const { reports } = await check(leakedGlobal, example);
    expect(reports.map(({ message }) => message)).toEqual([
      'Replaces innerWidth (2 times in this file) and never puts it back, so the tests after it run with the replacement. Use vi.stubGlobal, and vi.unstubAllGlobals in afterEach.',
    ]);
  });

  it('sees prototypes, and globals under another name', async () => {
    const example = vitest(`const g = globalThis as any;
it('has a last one', () => {
  Array.prototype.last = () => 1;
  g.flag = true;
  expect([].last()).toBe(1);
});
${other}`);
    const { reports } = await check(leakedGlobal, example);
    expect(reports.map(({ message }) => message)).toEqual([
      expect.stringContaining('Replaces Array.prototype.last (and 1 more global in this file)'),
    ]);
  });

  it('warns of a value that is put back at the end of the body', async () => {
    const example = vitest(`it('stamps', () => {
  const now = Date.now;
  Date.now = () => 0;
  expect(stamp()).toBe('1970');
  Date.now = now;
});
${other}`);
    expect(await findings(example)).toEqual(['warning: Date.now = () => 0']);
  });

  it('leaves a test alone that puts the value back before it looks', async () => {
    const example = vitest(`it('stamps', () => {
  const now = Date.now;
  Date.now = () => 0;
  const text = stamp();
  Date.now = now;
  expect(text).toBe('1970');
});
${other}`);
    expect(await findings(example)).toEqual([]);
  });

  it('leaves tests alone that all set the value themselves', async () => {
    const example = vitest(`it('is wide', () => {
  window.innerWidth = 2000;
  expect(columns()).toBe(4);
});
it('is narrow', () => {
  window.innerWidth = 200;
  expect(columns()).toBe(1);
});
`);
    expect(await findings(example)).toEqual([]);
  });

  it('does not let the hook of one suite speak for another', async () => {
    const example = vitest(`describe('first', () => {
  afterEach(() => {
    delete globalThis.flag;
  });
  it('has none', () => {
    expect(flagged()).toBe(false);
  });
});
it('is flagged', () => {
  globalThis.flag = true;
  expect(flagged()).toBe(true);
});
`);
    expect(await findings(example)).toEqual(['info: globalThis.flag = true']);
  });
});

describe('leaked-global: its fixes', () => {
  it('keeps two functions of one name apart', async () => {
    const example = vitest(`it('is late', () => {
  Date.now = () => 5;
  performance.now = () => 7;
  expect(late()).toBe(true);
});
${other}`);
    const fixed = await applyFixes(leakedGlobal, example);
    expect(fixed).toContain('const originalDateNow = Date.now;\nconst originalPerformanceNow = performance.now;\n');
    expect(fixed).toContain('  Date.now = originalDateNow;\n  performance.now = originalPerformanceNow;\n');
  });

  it('uses the hook that unstubs already', async () => {
    const example = vitest(`afterEach(() => {
  vi.unstubAllGlobals();
});
it('is flagged', () => {
  globalThis.flag = true;
  expect(flagged()).toBe(true);
});
${other}`);
    expect(await applyFixes(leakedGlobal, example)).toBe(
      example.code.replace('globalThis.flag = true', "vi.stubGlobal('flag', true)"),
    );
  });

  it.each([
    ['beforeEach', 0],
    ['beforeAll', 1],
  ])('leaves a document alone that %s makes', async (hook, count) => {
    const example = vitest(`${hook}(() => {
  global.document = make();
});
it('moves', () => {
  global.document.startViewTransition = vi.fn(() => 1);
  expect(moved()).toBe(true);
});
${other}`);
    expect(await findings(example)).toHaveLength(count);
  });

  it.each([
    ["Object.defineProperty(globalThis, 'document', { value: {} });", 0],
    ['load();', 1],
  ])('leaves what the test does to a document of its own to that document: %s', async (made, count) => {
    const example = vitest(`it('moves', () => {
  ${made}
  globalThis.document.startViewTransition = vi.fn(() => 1);
  expect(moved()).toBe(true);
});
${other}`);
    const found = await findings(example);
    expect(found.filter((finding) => finding.includes('startViewTransition'))).toHaveLength(count);
  });

  it('leaves alone what a hook further out sets anew before every test', async () => {
    const inner = `describe('small', () => {
  beforeEach(() => {
    globalThis.size = 1;
  });
  it('fits', () => {
    expect(fits()).toBe(true);
  });
});
${other}`;
    const outer = 'beforeEach(() => {\n  globalThis.size = 2;\n});\n';
    expect([await findings(vitest(outer + inner)), await findings(vitest(inner))]).toEqual([
      [],
      ['warning: globalThis.size = 1'],
    ]);
  });
});
