import { describe, expect, it } from 'vitest';
import type { Argument } from '../../../src/analysis/facts.ts';
import { type Reading, read } from './reading.ts';

/** A short picture of a shape: operators before their operands, elements in brackets. */
function draw(file: Reading, shape: Argument | undefined): string {
  if (!shape) return '-';
  const awaited = shape.awaited ? 'await ' : '';
  const form = shape.form ? `${shape.form} ` : '';
  if (shape.operator !== undefined)
    return `(${shape.operator} ${shape.operands?.map((inner) => draw(file, inner)).join(' ')})`;
  if (shape.elements) return `${form}[${shape.elements.map((inner) => draw(file, inner)).join(' ')}]`;
  if (shape.properties)
    return `{${shape.properties.map(({ name, value }) => `${name}=${draw(file, value)}`).join(' ')}}`;
  return `${awaited}${form}${shape.value ?? (shape.kind === 'call' ? file.at(shape.span) : shape.kind)}`;
}

function drawn(condition: string): string {
  const file = read(`async def test_it():\n    assert ${condition}\n`);
  return draw(file, file.assertions[0]?.condition);
}

describe('the shape of an expression', () => {
  it.each([
    ['a == 1', '(== a 1)'],
    ['not a', '(not a)'],
    ['a not  in b', '(not in a b)'],
    ['0 < a <= 5', '(< <= 0 a 5)'],
    ['a or b.c', '(or a b.c)'],
    ['(a, "message")', 'tuple [a message]'],
    ['x in {1, 2}', '(in x set [1 2])'],
    ['rows[0] == -1', '(== ([] rows 0) -1)'],
    ['f().done', '(.done f())'],
    ['1 if a else 2', '(?: a 1 2)'],
    ['{"a": 1, **b} == c', '(== {a=1 ...=b} c)'],
    ['[x for x in y]', 'list-comprehension array'],
    ['(x for x in y)', 'generator other'],
    ['f"{a}"', ''],
    ['await f(1)', 'await await f(1)'],
    ['(n := 5)', '(:= 5)'],
    ['[*rows, 1]', '[(* rows) 1]'],
    ['None', 'null'],
  ])('%s', (condition, expected) => {
    expect(drawn(condition)).toBe(expected);
  });

  it('of what a variable starts with', () => {
    const file = read('def test_it():\n    rows = [1, {"a": None}]\n    a, b = 1, "x"\n');
    expect(file.variables.map(({ name, initial }) => `${name} ${draw(file, initial)}`)).toEqual([
      'rows [1 {a=null}]',
      'a 1',
      'b x',
    ]);
  });
});

describe('writes to members', () => {
  it.each([
    ['import api\napi.load = 1', 'api.load', 'import', '='],
    ['import os\nos.environ["A"] = "1"', 'os.environ.?', 'import', '='],
    ['box = {}\nbox["a"] += 1', 'box.?', 'variable', '='],
    ['def test_a(app):\n    app.overrides[key] = 1', 'app.overrides.?', 'parameter', '='],
    ['def test_a(app):\n    del app.state.user', 'app.state.user', 'parameter', 'delete'],
    ['class TestA:\n    def test_a(self):\n        self.x = 1', 'self.x', 'this', '='],
    ['import sys\nsetattr(sys, "argv", [])', 'sys.argv', 'import', 'define'],
    ['print.x = 1', 'print.x', 'global', '='],
  ])('%s', (source, target, root, operator) => {
    expect(read(source).memberWrites.map((write) => [write.target, write.root, write.operator])).toEqual([
      [target, root, operator],
    ]);
  });

  it('name the key and the variable', () => {
    const file = read('box = {}\n\ndef test_a():\n    box["a"] = make()\n');
    const [write] = file.memberWrites;
    expect(write?.key?.value).toBe('a');
    expect(write?.variable).toBe(file.variables.find(({ name }) => name === 'box')?.id);
    expect(file.at(write?.value?.span)).toBe('make()');
  });
});

describe('lines', () => {
  it('that do nothing', () => {
    const source =
      'def test_a(m):\n    """Doc."""\n    a == f()\n    m.assert_called_once\n    ...\n    f()\n    [x for x in y]\n    b, "text"\n';
    const file = read(source);
    expect(file.idle.map(({ span, path }) => [file.at(span), path])).toEqual([
      ['a == f()', undefined],
      ['m.assert_called_once', 'm.assert_called_once'],
      ['b', 'b'],
    ]);
  });

  it('that leave', () => {
    const file = read('def f():\n    if a:\n        return 1\n    raise ValueError("x") from e\n');
    expect(file.exits.map(({ kind, value }) => [kind, file.at(value?.span)])).toEqual([
      ['return', '1'],
      ['throw', 'ValueError("x")'],
    ]);
  });

  it('of a block are its statements, without comments', () => {
    const file = read('def f():\n    # why\n    with raises(E):\n        x = 1\n        assert x\n    else_()\n');
    const block = file.blocks.find(({ kind }) => kind === 'with');
    expect(block?.statements?.map(({ kind }) => kind)).toEqual(['assignment', 'assert']);
    const body = file.blocks[file.functions[1]?.block ?? 0];
    expect(body?.statements?.map(({ kind }) => kind)).toEqual(['compound', 'expression']);
  });

  it('of a loop and of its else are kept apart', () => {
    const file = read('for x in y:\n    a()\nelse:\n    b()\n    c()\n');
    expect(file.blocks[0]?.statements?.map(({ kind }) => kind)).toEqual(['compound']);
    expect(file.blocks[1]?.statements).toHaveLength(1);
  });
});

it('tells what a function does with its parameters', () => {
  const file = read(
    'def test_a(db, unused):\n    db.append(1)\n    db = load(db)\n\ndef test_b(db):\n    db["a"] = 1\n    print(db)\n',
  );
  const accesses = (at: number) =>
    file.functions[at]?.parameters.map(({ name, accesses: met }) => [name, met?.map(({ kind }) => kind)]);
  expect(accesses(2)).toEqual([['db', ['mutate', 'read']]]);
  expect(accesses(1)).toEqual([
    ['db', undefined],
    ['unused', undefined],
  ]);
});

it('follows a variable to what it holds', () => {
  const source =
    'import httpx\n\nasync def test_a():\n    async with httpx.AsyncClient() as client:\n        await client.get("/")\n';
  expect(read(source).calls.map(({ callee, typed }) => [callee, typed])).toContainEqual([
    'client.get',
    'httpx.AsyncClient().get',
  ]);
});
