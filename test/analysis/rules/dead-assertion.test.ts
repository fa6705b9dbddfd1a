import { describe, expect, it } from 'vitest';
import { deadAssertion } from '../../../src/analysis/rules/dead-assertion.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(deadAssertion);

async function reportsOn(framework: 'vitest' | 'jest' | 'mocha' | 'playwright', body: string) {
  const imports = framework === 'vitest' ? "import { expect, it } from 'vitest';\n" : '';
  const code = `${imports}it('works', () => {\n  ${body}\n});\n`;
  const { reports } = await check(deadAssertion, { framework, code });
  return reports.map(({ at, severity }) => [code.slice(at.start, at.end), severity ?? 'error']);
}

describe('dead-assertion', () => {
  it('counts a misspelt property in jest, which has no property assertions', async () => {
    expect(await reportsOn('jest', 'expect(x).toBeNul;')).toEqual([['expect(x).toBeNul', 'error']]);
  });

  it('leaves an unknown property to vitest, where chai throws or a plugin knows it', async () => {
    expect(await reportsOn('vitest', 'expect(x).to.be.json;')).toEqual([]);
  });

  it('only warns where what is wrapped fails by itself', async () => {
    expect(await reportsOn('jest', "expect(screen.getByText('Save'));")).toEqual([
      ["expect(screen.getByText('Save'))", 'warning'],
    ]);
  });

  it('does not take a locator for a check', async () => {
    expect(await reportsOn('playwright', "expect(page.getByText('Save'));")).toEqual([
      ["expect(page.getByText('Save'))", 'error'],
    ]);
  });

  it('sees a method of assert that is not called', async () => {
    expect(await reportsOn('mocha', 'assert.ok;\n  assert.ok(1);\n  assert.given;')).toEqual([['assert.ok', 'error']]);
  });

  it('says that a matcher without a subject looks at undefined', async () => {
    expect(await reportsOn('vitest', 'expect().toBe(1);')).toEqual([['expect()', 'error']]);
  });

  it('leaves an argument alone that jest refuses by itself', async () => {
    expect(await reportsOn('jest', 'expect(x).toBeTruthy(1);')).toEqual([]);
    expect(await reportsOn('vitest', 'expect(x).toBeTruthy(1);')).toEqual([['1', 'error']]);
  });

  it('reports a second value that no runner reads', async () => {
    expect(await reportsOn('jest', 'expect(x).toEqual(1, 2);')).toEqual([['2', 'error']]);
  });

  it("knows an expect of the project's own by how the rest of the file uses it", async () => {
    const body = async (...lines: readonly string[]) => {
      const code = ["import { expect } from './expect.js';", "it('works', () => {", ...lines, '});', ''].join('\n');
      return (await check(deadAssertion, { framework: 'mocha', code })).reports.length;
    };
    expect(await body('  expect(x).toBe(1);', '  expect(y);')).toBe(1);
    expect(await body('  expect(x).to.equal(1);', '  expect(y);')).toBe(1);
    expect(await body('  expect(y);')).toBe(0);
  });

  it('is silent where the error of the dead line is what is tested', async () => {
    expect(await reportsOn('jest', 'expect(() => { expect(1).nope; }).toThrow();')).toEqual([]);
  });

  it('offers no fix for a matcher that wants a value, nor for a wait in a callback that cannot wait', async () => {
    const code = `import { expect, test } from '@playwright/test';
test('works', async ({ page }) => {
  expect(1).toBe;
  names.forEach((name) => {
    expect(page.getByText(name)).toBeVisible;
  });
});
`;
    const { reports } = await check(deadAssertion, { framework: 'playwright', code });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined, undefined]);
  });

  it('sees a matcher that is awaited but not called', async () => {
    expect(await reportsOn('playwright', 'await expect(dialog).toBeVisible;')).toEqual([
      ['expect(dialog).toBeVisible', 'error'],
    ]);
    expect(await reportsOn('jest', 'await load().done;')).toEqual([]);
  });

  it('does not read an expect of the file itself', async () => {
    expect(await reportsOn('jest', 'expect(x);\n}); function expect(value) { check(value);')).toEqual([]);
  });
});

describe('dead-assertion in Python', () => {
  const odd = 'class Odd:\n    def __contains__(self, item):\n        return True\n\n\n';
  const lines = async (body: string) => {
    const code = `import pytest\n\n\n${odd}def test_x(shop):\n    with pytest.warns(UserWarning) as caught:\n        shop.open()\n    ${body}\n`;
    return (await check(deadAssertion, { framework: 'pytest', code })).reports.length;
  };

  it('leaves an operator of the file alone only where one of its objects may be compared', async () => {
    expect(await lines('"open" in str(caught.list[0].message)')).toBe(0);
    expect(await lines('"open" in caught.list[0].message.args[0]')).toBe(1);
    expect(await lines('1 in Odd()')).toBe(0);
    expect(await lines('1 in shop')).toBe(0);
  });
});
