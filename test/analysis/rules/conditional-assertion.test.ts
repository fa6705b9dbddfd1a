import { describe, expect, it } from 'vitest';
import { conditionalAssertion } from '../../../src/analysis/rules/conditional-assertion.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(conditionalAssertion);

describe('conditional-assertion', () => {
  const findings = async (body: string) => {
    const code = `def test_shop(shop):\n${body}`;
    const { reports } = await check(conditionalAssertion, { framework: 'pytest', code });
    return reports.map(({ severity }) => severity);
  };

  it('warns of a loop over what may be empty', async () => {
    expect(await findings('    for item in shop.items():\n        assert item.price > 0\n')).toEqual(['warning']);
  });

  it('only mentions a loop that forbids something of every element', async () => {
    expect(await findings('    for item in shop.items():\n        assert item.name != "x"\n')).toEqual(['info']);
  });

  it('takes a list that every run fills for filled', async () => {
    const filled = '    cases = []\n    cases.append(shop.first())\n';
    const loop = '    for case in cases:\n        assert case.ok\n';
    expect(await findings(filled + loop)).toEqual([]);
    expect(await findings(`    cases = []\n    if shop.open:\n        cases.append(1)\n${loop}`)).toEqual(['warning']);
    expect(await findings(`    cases = [shop.item(i) for i in range(3)]\n${loop}`)).toEqual([]);
  });

  it('takes a loop that must not run for a check', async () => {
    expect(await findings('    for item in shop.gone():\n        assert False, item\n')).toEqual([]);
  });

  it('only mentions a loop over what a fixture gives', async () => {
    expect(await findings('    for item in shop:\n        assert item.price\n')).toEqual(['info']);
  });

  it('takes a range up to a constant for filled', async () => {
    expect(
      await findings('    for proto in range(2, pickle.HIGHEST_PROTOCOL + 1):\n        assert shop.dump(proto)\n'),
    ).toEqual([]);
  });

  it('takes a handler that fails the test for a check that nothing is raised', async () => {
    const handler = '    try:\n        shop.close()\n    except ValueError:\n        pytest.fail("refused")\n';
    expect(await findings(handler)).toEqual([]);
  });

  it('only mentions a chain in which every case that is named checks', async () => {
    const chain = '    if shop.old:\n        assert shop.a\n    elif shop.new:\n        assert shop.b\n';
    expect(await findings(chain)).toEqual(['info']);
  });

  it('only mentions a branch that the table of a parametrized test decides', async () => {
    const code =
      'import pytest\n\n\n@pytest.mark.parametrize("ok, n", [(True, 1), (False, 2)])\ndef test_shop(ok, n):\n    if ok:\n        assert shop(n)\n';
    const { reports } = await check(conditionalAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('offers no pytest.raises where the handler asks for the exception being handled', async () => {
    const code =
      'import sys\n\n\ndef test_shop(shop):\n    try:\n        shop.close()\n    except ValueError:\n        assert sys.exc_info()[0]\n';
    const { reports } = await check(conditionalAssertion, { framework: 'pytest', code });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('takes the places of a written list, and what a module keeps, for filled', async () => {
    const list = (last: string) =>
      `    tiers = [1, 2, 3]\n    for i in range(len(tiers) - ${last}):\n        assert shop[i]\n`;
    expect(await findings(list('1'))).toEqual([]);
    expect(await findings(list('3'))).toEqual(['warning']);
    const code =
      'from app import tables\n\n\ndef test_shop():\n    for row in tables.rows.items():\n        assert row\n';
    expect((await check(conditionalAssertion, { framework: 'pytest', code })).reports).toEqual([]);
  });

  it('only mentions a loop over what another test has seen filled', async () => {
    const counted = 'def test_count():\n    assert len(read_all_rows()) >= 8\n\n\n';
    const loop = 'def test_rows():\n    for row in read_all_rows():\n        assert row\n';
    const severities = async (code: string) =>
      (await check(conditionalAssertion, { framework: 'pytest', code })).reports.map(({ severity }) => severity);
    expect([await severities(counted + loop), await severities(loop)]).toEqual([['info'], ['warning']]);
  });

  it('asserts what is gone through without its wrapping, also below a with', async () => {
    const code = (line: string) =>
      `def test_shop(shop):\n    answer = shop.ask()\n    with shop.open():\n${line}        for at, row in enumerate(answer["rows"]):\n            assert row == at\n`;
    expect(await applyFixes(conditionalAssertion, { framework: 'pytest', code: code('') })).toBe(
      code('        assert answer["rows"]\n'),
    );
  });

  it('leaves the handler of what the test itself raises alone', async () => {
    const body = (line: string) =>
      `    try:\n        ${line}\n    except ShopError as error:\n        assert "shut" in str(error)\n`;
    expect(await findings(body('raise ShopError("shut")'))).toEqual([]);
    expect(await findings(body('shop.close()'))).toEqual(['error']);
  });

  it('takes enumerations and constants for filled', async () => {
    expect(await findings('    for kind in Kind:\n        assert shop.has(kind)\n')).toEqual([]);
    expect(await findings('    for name in sorted(settings.NAMES):\n        assert shop.has(name)\n')).toEqual([]);
  });

  it('finds the arm that does not check in a chain of them', async () => {
    const chain =
      '    if shop.open:\n        assert shop.items()\n    elif shop.closed:\n        shop.wait()\n    else:\n        assert shop.gone\n';
    expect(await findings(chain)).toEqual(['error']);
  });

  it('does not make a test fail on the platforms it leaves out', async () => {
    const code = `import { expect, it } from 'vitest';

it('expands', () => {
  if (process.platform === 'win32') {
    expect(expand('%HOME%')).toBe('C:');
  }
});
`;
    const { reports } = await check(conditionalAssertion, { framework: 'vitest', code });
    expect(reports.map(({ severity, fix }) => ({ severity, fix }))).toEqual([{ severity: 'info', fix: undefined }]);
  });

  const inVitest = async (body: string) => {
    const code = `import { expect, it, vi } from 'vitest';\n\nit('sums', () => {\n${body}});\n`;
    return (await check(conditionalAssertion, { framework: 'vitest', code })).reports;
  };

  it('only mentions a branch in a stand-in, which the test itself steers', async () => {
    const reports = await inVitest(
      '  const fn = vi.fn((n) => {\n    if (n === 0) expect(fn).not.toHaveReturned();\n    return n;\n  });\n  run(fn);\n',
    );
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('says of a counted loop that it may not start', async () => {
    const reports = await inVitest('  for (let i = 0; i < found(); i++) {\n    expect(at(i)).toBe(i);\n  }\n');
    expect(reports.map(({ message }) => message)).toEqual([
      'The assertions run only inside a loop: when `i < found()` does not hold at its start, the test passes without checking anything. Assert first that there is something to go through.',
    ]);
  });

  it('takes a branch that alone ends the test for certain', async () => {
    expect(
      await inVitest(
        "  return new Promise((resolve) => {\n    app.on('message', (n) => {\n      if (n === 5) {\n        expect(app.open).toBe(true);\n        resolve(n);\n      }\n    });\n  });\n",
      ),
    ).toEqual([]);
  });

  it.each([
    ["  for (const part of text().split(', ')) {\n    expect(part).toMatch(/x/);\n  }\n", 0],
    ['  const pages = [1, 2].map(open);\n  for (const page of pages) {\n    expect(page.ok).toBe(true);\n  }\n', 0],
    [
      '  const pages = [1, 2];\n  const all = loadAll(pages);\n  for (const page of all) {\n    expect(page.ok).toBe(true);\n  }\n',
      1,
    ],
  ])('knows what always has an element: %s', async (body, count) => {
    expect(await inVitest(body)).toHaveLength(count);
  });

  it('only mentions a branch that the file itself steers', async () => {
    const code =
      "let attempt = 0;\nbeforeEach(() => {\n  attempt += 1;\n});\nit('tries again', () => {\n  if (attempt === 2) {\n    expect(load()).toBe(2);\n  }\n});\n";
    const { reports } = await check(conditionalAssertion, { framework: 'jest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it.each([
    ['for (const child of root.children) {\n    expect(child.id).toBe(1);\n  }', ['info']],
    ['for (status = 300; status < 310; status++) {\n    expect(send(status)).toBe(1);\n  }', []],
    ['for (status = 310; status < 300; status++) {\n    expect(send(status)).toBe(1);\n  }', ['warning']],
    ['for (const row of ROWS) {\n    if (row.wide) expect(row.size).toBe(1);\n  }', ['info']],
    ['for (const row of ROWS) {\n    if (isWide()) expect(row.size).toBe(1);\n  }', ['error']],
  ])('weighs what goes through a collection: %s', async (body, severities) => {
    const code = `it('shows', () => {\n  ${body}\n});\n`;
    const { reports } = await check(conditionalAssertion, { framework: 'jest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(severities);
  });

  it('only mentions a loop of TypeScript over what another test has seen filled', async () => {
    const loop = "it('names', () => {\n  for (const row of rows()) {\n    expect(row.name).toBe('x');\n  }\n});\n";
    const seen = "it('has rows', () => {\n  expect(rows()).toHaveLength(2);\n});\n";
    const found = async (code: string) =>
      (await check(conditionalAssertion, { framework: 'jest', code })).reports.map(({ severity }) => severity);
    expect([await found(loop), await found(seen + loop)]).toEqual([['warning'], ['info']]);
  });
});

describe('conditional-assertion: expecting the error', () => {
  const fixed = (call: string) =>
    applyFixes(conditionalAssertion, {
      framework: 'jest',
      code: `it('refuses', async () => {
  try {
    await ${call};
  } catch (error) {
    expect(error.message).toBe('no');
  }
});
`,
    });

  it('asks the promise, unless something inside of it is awaited, too, and may be what fails', async () => {
    expect(await fixed('build()')).toContain("await expect(build()).rejects.toHaveProperty('message', 'no');");
    expect(await fixed('(await create()).build()')).not.toContain('rejects');
  });

  it.each([
    ['for item in shop.__all__:\n        assert item', 'info'],
    ['for item in {"a": 1, "b": shop.get()}:\n        assert item', undefined],
    ['for name, items in [("a", shop.a), ("b", shop.b)]:\n        for item in items:\n            assert item', 'info'],
    ['while len(shop.items) < count:\n        sleep(1)\n    for item in shop.items:\n        assert item', 'info'],
    ['shop.items = [make() for _ in range(2)]\n    for item in shop.items:\n        assert item', 'info'],
    ['items = {i: make(i) for i in range(count)}\n    for item in items:\n        assert item', 'info'],
    ['items = {i: make(i) for i in range(count) if i}\n    for item in items:\n        assert item', 'warning'],
    ['for item in pairs([1, 2]):\n        assert item', 'info'],
    ['for item in shop.pairs([1, 2]):\n        assert item', 'warning'],
    ['for item in some():\n        assert item', 'info'],
    [
      'try:\n        shop.open()\n    except ValueError as error:\n        seen = error\n        assert seen\n    print(seen)',
      undefined,
    ],
  ])('knows what is filled before the tested code has run: %s', async (body, severity) => {
    const helpers = 'def pairs(items):\n    return [items]\n\n\ndef some():\n    yield 1\n\n\n';
    const code = `${helpers}def test_x(shop, count, sleep, make):\n    ${body}\n`;
    const { reports } = await check(conditionalAssertion, { framework: 'pytest', code });
    expect(reports.map((report) => report.severity)).toEqual(severity === undefined ? [] : [severity]);
  });

  it('takes a branch that is chosen by the columns of the table for meant', async () => {
    const table = '@pytest.mark.parametrize("first, second", [(True, None), (None, True)])\n';
    const body = (made: string) =>
      `import pytest\n\n\n${table}def test_x(shop, first, second):\n    allowed = ${made}\n    if allowed:\n        assert shop.open()\n`;
    const severityFor = async (made: string) =>
      (await check(conditionalAssertion, { framework: 'pytest', code: body(made) })).reports.map(
        (report) => report.severity,
      );
    expect(await severityFor('next(x for x in (first, second, True) if x is not None)')).toEqual(['info']);
    expect(await severityFor('shop.allows(first, second)')).toEqual(['error']);
    const named = body('first').replace('"first, second"', '("first", "second")');
    expect((await check(conditionalAssertion, { framework: 'pytest', code: named })).reports[0]?.severity).toBe('info');
  });

  it.each([
    'try:\n        shop.open()\n    except Exception as error:\n        assert False, error',
    'try:\n        1 / 0\n    except ZeroDivisionError as error:\n        assert shop.shows(error)',
    'try:\n        shop.open()\n    except OSError:\n        pass\n    else:\n        self.assertFalse(True, "opened")',
  ])('takes what must not come, or surely comes, for checked: %s', async (body) => {
    const code = `def test_x(shop, self):\n    ${body}\n`;
    expect((await check(conditionalAssertion, { framework: 'pytest', code })).reports).toEqual([]);
  });
});

describe('conditional-assertion: errors for some parameters, lists for some ways', () => {
  const findings = async (code: string, files: Record<string, string> = {}) =>
    (await check(conditionalAssertion, { framework: 'pytest', code, files })).reports.map(({ severity }) => severity);

  it.each([
    ['contextlib.nullcontext()', []],
    ['does_not_raise()', []],
    ['shop.session()', ['error']],
  ])('takes a with item that expects nothing for the other side: %s', async (other, severities) => {
    const item = `pytest.raises(ValueError, match="no") if bad else ${other}`;
    const body = (head: string) =>
      `import contextlib\nimport pytest\n\n\ndef test_x(shop, bad):\n    with ${head}:\n        shop.open(bad)\n`;
    expect(await findings(body(item))).toEqual(severities);
    expect(await findings(body(`(\n        ${item}\n    )`))).toEqual(severities);
  });

  it.each([
    ['pytest.raises(ValueError)', 'shop.open(  # fine\n            bad\n        )', []],
    ['pytest.warns(UserWarning, match=bad)', 'shop.open(bad)', []],
    ['pytest.raises(ValueError)', 'shop.close(bad)', ['error']],
    ['pytest.raises(ValueError)', 'pass', ['error']],
  ])('takes the same call without %s for a check that it goes well: %s', async (manager, other, severities) => {
    const raising = `        with ${manager}:\n            shop.open(bad)\n`;
    const head = 'import pytest\n\n\ndef test_x(shop, bad):\n';
    expect(await findings(`${head}    if bad:\n${raising}    else:\n        ${other}\n`)).toEqual(severities);
    expect(await findings(`${head}    if not bad:\n        ${other}\n    else:\n${raising}`)).toEqual(severities);
  });

  it('still finds the same call where the with expects nothing of it', async () => {
    const quiet = '        with warnings.catch_warnings():\n            shop.open()\n        assert shop.opened\n';
    const code = `import warnings\n\n\ndef test_x(shop, old):\n    if old:\n${quiet}    else:\n        shop.open()\n`;
    expect(await findings(code)).toEqual(['error']);
  });

  it.each([
    ['["b", "c"]', []],
    ['("b", shop.name)', []],
    ['[]', ['warning']],
    ['shop.names()', ['warning']],
    ['(shop.names(1, 2))', ['warning']],
    ['[name for name in shop.names()]', ['warning']],
    ['["b", "c"][shop.first :]', ['warning']],
  ])('knows a name that is given a list on every way: %s', async (other, severities) => {
    const choice = `    if shop.open:\n        names = ["a"]\n    else:\n        names = ${other}\n`;
    const loop = '    for name in names:\n        assert shop.has(name)\n';
    expect(await findings(`def test_x():\n    shop = Shop()\n${choice}${loop}`)).toEqual(severities);
    expect(await findings(`def test_x():\n    shop = Shop()\n${choice}    names.pop()\n${loop}`)).toEqual(['warning']);
  });

  it('only mentions a loop over a table of the test support', async () => {
    const support = 'def picklers():\n    for protocol in find():\n        yield protocol\n';
    const code = (given: string) =>
      `from helpers import picklers\n\n\ndef test_x(shop):\n    for protocol in picklers(${given}):\n        assert shop.dump(protocol)\n`;
    const files = { 'helpers.py': support };
    expect([await findings(code(''), files), await findings(code('shop'), files), await findings(code(''))]).toEqual([
      ['info'],
      ['warning'],
      ['warning'],
    ]);
  });

  it.each([
    ['for a, b in zip(expected(), shop.items(), strict=True):', ['info']],
    ['for a, b in zip(expected(), shop.items()):', ['warning']],
  ])('knows a loop that compares the numbers as well: %s', async (loop, severities) => {
    expect(await findings(`def test_x(shop):\n    ${loop}\n        assert a == b\n`)).toEqual(severities);
  });

  it.each([
    ['2', ['info']],
    ['0', ['warning']],
  ])('knows a batch of %s that a factory makes', async (count, severities) => {
    const loop = '    for item in items:\n        assert shop.has(item)\n';
    expect(await findings(`def test_x(shop):\n    items = ItemFactory.create_batch(${count})\n${loop}`)).toEqual(
      severities,
    );
  });

  it('takes the same call beside one that raises for a check, also behind what it needs', async () => {
    const refused = '        box = Box(1)\n        with raises(ValueError):\n            shop.take(box)\n';
    const code = (call: string) =>
      `from pytest import raises\n\n\ndef test_x(shop, bad):\n    if bad:\n${refused}    else:\n        box = Box(2)\n        shop.${call}(box)\n`;
    expect([await findings(code('take')), await findings(code('give'))]).toEqual([[], ['error']]);
  });

  it('only mentions a condition of a visitor that the test makes', async () => {
    const visitor =
      '    class Visitor(ast.NodeVisitor):\n        def visit_Call(self, node):\n            if node.args:\n                assert node.args[0].ok\n';
    expect(await findings(`import ast\n\n\ndef test_x(tree):\n${visitor}\n    Visitor().visit(tree)\n`)).toEqual([
      'info',
    ]);
  });

  it.each([
    ['for (const row of [["a"], ["b", "c"]]) for (const name of row)', ['info']],
    ['for (const row of [["a"], []]) for (const name of row)', ['warning']],
    ['const all = await Promise.all(Array(3).fill(0).map(() => load()));\n  for (const name of all)', []],
    ['const all = new Array(3).fill(0).map(load);\n  for (const name of all)', []],
    ['const all = Array(count()).fill(0).map(load);\n  for (const name of all)', ['warning']],
  ])('knows in TypeScript what is written out or counted out: %s', async (loop, severities) => {
    const code = `it('has all', async () => {\n  ${loop} {\n    expect(shop.has(name)).toBe(true);\n  }\n});\n`;
    const { reports } = await check(conditionalAssertion, { framework: 'jest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(severities);
  });

  it.each([
    ['itertools.permutations(shop.items)', '{}', ['info']],
    ['itertools.permutations(shop.items, 2)', '{}', ['warning']],
    ['rows(self.table)', '{"a": 1}', ['info']],
    ['rows(self.table)', '{}', ['warning']],
  ])('knows what is in %s with a table %s', async (collection, table, severities) => {
    const loop = `        for row in ${collection}:\n            assert shop.has(row)\n`;
    const code = `import itertools\n\n\ndef rows(table):\n    return table.items()\n\n\nclass TestShop:\n    table = ${table}\n\n    def test_x(self, shop):\n${loop}`;
    expect(await findings(code)).toEqual(severities);
  });

  it.each([
    ['row.get("code")', ['info']],
    ['shop.find(row)', ['error']],
  ])('only mentions a condition that a row of the table answers: %s', async (made, severities) => {
    const test = `def test_x(row, shop):\n    code = ${made}\n    if code is not None:\n        assert shop.has(code)\n`;
    expect(await findings(`import pytest\n\n\n@pytest.mark.parametrize("row", ROWS)\n${test}`)).toEqual(severities);
  });
});
