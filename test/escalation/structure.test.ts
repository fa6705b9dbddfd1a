import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

const typescript = "it('x', () => {\n  expect(a).toBe(1);\n  expect(b).toEqual({ c: 2 });\n});\n";
const python = 'def test_a():\n    assert a == 1\n    assert b == {"c": 2}\n';

async function factsOf(path: string, before: string, after: string): Promise<string[]> {
  const { gate, edit } = await bench({ [path]: before });
  return (await gate.evaluate(edit(path, () => after))).triggers.map(
    ({ trigger, matched }) => `${trigger}: ${matched}`,
  );
}

describe('code that says nothing suspicious and does it', () => {
  it.each([
    ["import { execSync } from 'node:child_process';", 'new-capability: new capability: import of child_process'],
    ["const net = require('net');", 'new-capability: new capability: import of net'],
    ["import fs from 'fs/promises';", 'new-capability: new capability: import of fs/promises'],
    ["fs.writeFileSync('x', '');", 'new-capability: new capability: writing files: writeFile'],
    ["eval('1');", 'code-from-text: code made from text: eval'],
    ["new Function('return 1')();", 'code-from-text: code made from text: Function'],
    ["const run = globalThis['ev' + 'al'];", 'code-from-text: code made from text: globalThis['],
    ["[]['constructor']['constructor']('x');\natob('eA==');", 'code-from-text: code made from text: atob'],
    ['const m = await import(name);', 'code-from-text: code made from text: import('],
    [`const title = \`\${eval('1')}\`;`, 'code-from-text: code made from text: eval'],
  ])('is escalated in TypeScript: %s', async (line, expected) => {
    expect(await factsOf('a.test.ts', typescript, `${line}\n${typescript}`)).toContain(expected);
  });

  it.each([
    ['import subprocess', 'new-capability: new capability: import of subprocess'],
    ['import os, socket as s', 'new-capability: new capability: import of socket'],
    ['from urllib.request import urlopen', 'new-capability: new capability: import of urllib.request'],
    ["os.system('ls')", 'new-capability: new capability: running commands or changing files: system'],
    ['from os import path, system', 'new-capability: new capability: running commands or changing files: system'],
    ["open('app.py', 'w').write('')", 'new-capability: new capability: running commands or changing files: open'],
    ["__import__('sub' + 'process')", 'code-from-text: code made from text: __import__'],
    ["exec('x = 1')", 'code-from-text: code made from text: exec'],
    ["getattr(os, 'sys' + 'tem')('ls')", 'code-from-text: code made from text: getattr(os'],
    ['x = f"{eval(y)}"', 'code-from-text: code made from text: eval'],
  ])('is escalated in Python: %s', async (line, expected) => {
    expect(await factsOf('test_a.py', python, `${line}\n${python}`)).toContain(expected);
  });

  it('is not seen in strings, comments, methods of the same name and longer names', async () => {
    const lines =
      "// eval(x) and import 'fs'\nconst s = \"eval(x)\";\nconst m = /a/.exec(s);\nimport { x } from './fs';\nimport y from 'fs-of-ours';\n";
    expect(await factsOf('a.test.ts', typescript, lines + typescript)).toEqual([]);
    const more =
      '# eval(x), import subprocess\ns = """\nimport socket\n"""\nimport requests_toolbelt_of_ours\nsession.exec(q)\nopen("a")\nopen(tmp_path / "a", "w")\n';
    expect(await factsOf('test_a.py', python, more + python)).toEqual([]);
  });
});

describe('a test that checks less', () => {
  it.each([
    ['removed', (text: string) => text.replace('  expect(a).toBe(1);\n', '')],
    ['commented out', (text: string) => text.replace('expect(a)', '// expect(a)')],
    ['with another expected value', (text: string) => text.replace('toBe(1)', 'toBe(2)')],
    ['turned round', (text: string) => text.replace('.toBe(1)', '.not.toBe(1)')],
    ['with a weaker matcher', (text: string) => text.replace('toEqual({ c: 2 })', 'toBeDefined()')],
    ['that also takes more', (text: string) => text.replace('toBe(1)', 'toBeGreaterThanOrEqual(1)')],
    ['for a part', (text: string) => text.replace('{ c: 2 }', 'expect.objectContaining({ c: 2 })')],
    [
      'that only asks whether there is a value',
      (text: string) => text.replace('expect(a).toBe(1)', "expect(a).toHaveProperty('length')"),
    ],
    [
      'replaced by one that always holds',
      (text: string) => text.replace('expect(a).toBe(1)', 'expect(true).toBe(true)'),
    ],
  ])('is escalated: an assertion %s', async (_how, change) => {
    expect((await factsOf('a.test.ts', typescript, change(typescript))).join()).toContain('assertion-removed');
  });

  it('is escalated: an assertion with the one value that it refused', async () => {
    const test = (value: string) => `it('x', () => {\n  expect(rows.length).${value};\n});\n`;
    expect(await factsOf('a.test.ts', test('toBeGreaterThan(0)'), test('toBe(0)'))).toEqual([
      'assertion-removed: assertion removed or weakened: expect rows length toBeGreaterThan 0',
    ]);
  });

  it.each([
    ["expect(page.url()).toContain('/a');", 'await expect(page).toHaveURL(/\\/b/);'],
    ["expect(page.url()).toBe('/a');", 'await expect(page).toHaveURL(/a/);'],
    ["expect(await page.locator('b').count()).toBe(3);", "await expect(page.locator('b')).not.toHaveCount(0);"],
    ["expect(await page.locator('b').isVisible()).toBe(true);", "await expect(page.locator('b')).toBeHidden();"],
    ["expect(await page.locator('b').textContent()).toBe('3');", "await expect(page.locator('b')).toContainText('3');"],
    ["expect(await page.locator('b').textContent()).toBe('3');", "await expect(page.locator('i')).toHaveText('3');"],
  ])('is escalated: another thing is said of the page: %s', async (before, after) => {
    const facts = await factsOf(
      'a.spec.ts',
      `it('x', async () => {\n  ${before}\n});\n`,
      `it('x', async () => {\n  ${after}\n});\n`,
    );
    expect(facts.join()).toContain('assertion-removed');
  });

  it.each([
    ['removed', '    assert a == 1\n', ''],
    ['turned into text', '    assert a == 1\n', '    """assert a == 1"""\n'],
    ['without its comparison', 'assert a == 1', 'assert a'],
    ['for more values', 'assert a == 1', 'assert a >= 1'],
    ['turned round', 'assert a == 1', 'assert not a == 1'],
    ['for another value', 'assert a == 1', 'assert a == 0'],
    ['for any of them', '    assert a == 1\n', '    assert a in [1]\n'],
    ['replaced by True', 'assert a == 1', 'assert True'],
  ])('is escalated in Python: an assertion %s', async (_how, from, to) => {
    expect((await factsOf('test_a.py', python, python.replace(from, to))).join()).toContain('assertion-removed');
  });

  it.each([
    ['a.test.ts', typescript, "it('x'", "it.skip('x'", 'skip'],
    ['a.test.ts', typescript, "it('x'", "it.only('x'", 'only'],
    ['a.test.ts', typescript, "it('x'", "it.fails('x'", 'xfail'],
    ['a.test.ts', typescript, "it('x',", "it('x', { retry: 3 },", 'retry'],
    ['a.test.ts', typescript, '\n});', '\n}, 60_000);', 'timeout'],
    ['a.test.ts', typescript, '});', '});\nbeforeAll(async () => {\n  await start();\n}, 30000);', 'timeout'],
    ['a.test.ts', typescript, "it('x'", "jest.retryTimes(3);\nit('x'", 'retry'],
    ['test_a.py', python, 'def test_a', '@pytest.mark.skip(reason="later")\ndef test_a', 'skip'],
    ['test_a.py', python, 'def test_a', '@pytest.mark.xfail\ndef test_a', 'xfail'],
    ['test_a.py', python, 'def test_a', '@pytest.mark.flaky(reruns=3)\ndef test_a', 'retry'],
    ['test_a.py', python, 'def test_a', '@pytest.mark.timeout(600)\ndef test_a', 'timeout'],
  ])('is escalated in %#: a marker is added to %s', async (path, before, from, to, marker) => {
    expect(await factsOf(path, before, before.replace(from, to))).toEqual([
      `test-weakened: test weakened: ${marker} added`,
    ]);
  });
});

describe('a skip that hides something', () => {
  it.each([
    ['that was emptied for it', 'def test_a():\n    start()\n', '@pytest.mark.skip\ndef test_a():\n    pass\n'],
    ['that is new', 'x = 1\n', 'x = 1\n@pytest.mark.skip\ndef test_a():\n    pass\n'],
    [
      'that returned elsewhere',
      'def test_a():\n    if x:\n        return\n    assert a == 1\n',
      'def test_a():\n    pytest.skip()\n    if x:\n        pass\n    assert a == 1\n',
    ],
  ])('is escalated: of a test %s', async (_how, before, after) => {
    expect(await factsOf('test_a.py', before, after)).toEqual(['test-weakened: test weakened: skip added']);
  });
});

describe('what a person cannot see or read through', () => {
  it.each(['\u200B', '\u202E', '\u2066', '\u{E0041}', '\u2060'])(
    'is escalated: a hidden character (%j)',
    async (character) => {
      const facts = await factsOf('a.test.ts', typescript, typescript.replace("'x'", `'x${character}y'`));
      expect(facts[0]).toMatch(/^hidden-characters: hidden characters: \\u\{/);
    },
  );

  it('is escalated: more than 400 lines at once', async () => {
    const lines = Array.from({ length: 401 }, (_, line) => `const v${line} = ${line};\n`).join('');
    expect((await factsOf('a.test.ts', typescript, lines + typescript)).join()).toContain('oversized-change');
  });

  it('is escalated: more than 20 files at once', async () => {
    const { gate } = await bench();
    const changes = Array.from({ length: 21 }, (_, file) => ({
      path: `a${file}.test.ts`,
      before: 'a;\n',
      after: 'b;\n',
    }));
    const { triggers } = await gate.evaluate({ kind: 'apply_fixes', changes });
    expect(triggers).toMatchObject([{ trigger: 'oversized-change', where: 'the whole plan' }]);
  });

  it('is escalated, not skipped: a text of more than a million characters', async () => {
    const { gate } = await bench();
    const { triggers } = await gate.evaluate({ kind: 'describe', text: 'x'.repeat(1024 * 1024 + 1) });
    expect(triggers).toMatchObject([{ trigger: 'oversized-input', where: 'text' }]);
  });
});
