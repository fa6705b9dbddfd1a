import { describe, expect, it } from 'vitest';
import { throwNotCallable } from '../../../src/analysis/rules/throw-not-callable.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(throwNotCallable);

type Runner = 'vitest' | 'jest' | 'playwright';

function inTest(framework: Runner, body: string, before = '') {
  const imports = {
    vitest: "import { expect, it } from 'vitest';\n",
    playwright: "import { expect, test as it } from '@playwright/test';\n",
    jest: '',
  };
  return `${imports[framework]}${before}it('works', () => {\n  ${body}\n});\n`;
}

async function severities(framework: Runner, body: string, before = '') {
  const { reports } = await check(throwNotCallable, { framework, code: inTest(framework, body, before) });
  return reports.map(({ severity }) => severity ?? 'error');
}

describe('throw-not-callable', () => {
  it('only notes a call that may make a function', async () => {
    expect(await severities('jest', "expect(parse('{')).toThrow();", "import { parse } from 'parser';\n")).toEqual([
      'info',
    ]);
  });

  it('is silent about a call that does make a function', async () => {
    const before = 'function failing() {\n  const run = () => { throw new Error(); };\n  return run;\n}\n';
    expect(await severities('jest', 'expect(failing()).toThrow();', before)).toEqual([]);
  });

  it('knows an async function behind an arrow, and by its name', async () => {
    const before = 'async function load() {\n  await wait();\n}\n';
    expect(await severities('vitest', 'expect(() => load()).not.toThrow();', before)).toEqual(['error']);
    expect(await severities('vitest', 'expect(load).not.toThrow();', before)).toEqual(['error']);
  });

  it('knows the result of a call by its variable', async () => {
    const before = 'function load() {\n  return [1];\n}\n';
    expect(await severities('vitest', 'const loaded = load();\n  expect(loaded).toThrow();', before)).toEqual([
      'error',
    ]);
  });

  it('calls a function behind resolves only where the runner does not', async () => {
    const before = 'async function load() {\n  await wait();\n}\n';
    const fixed = async (framework: Runner) => {
      const code = inTest(framework, 'expect(load).not.toThrow();', before);
      return (await applyFixes(throwNotCallable, { framework, code })).split('\n').at(-3)?.trim();
    };
    expect(await fixed('vitest')).toBe('await expect(load()).resolves.not.toThrow();');
    expect(await fixed('jest')).toBe('await expect(load).resolves.not.toThrow();');
    // There it would pass for a promise that rejects, too.
    expect(await fixed('playwright')).toBe('expect(load).not.toThrow();');
  });

  it('offers no await in a callback that cannot wait', async () => {
    const code = inTest('jest', 'names.forEach((name) => {\n    expect(async () => load(name)).toThrow();\n  });');
    const { reports } = await check(throwNotCallable, { framework: 'jest', code });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });
});
