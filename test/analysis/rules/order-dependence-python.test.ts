import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { orderDependence } from '../../../src/analysis/rules/order-dependence.ts';
import { sharedMutableState } from '../../../src/analysis/rules/shared-mutable-state.ts';
import { check } from './harness.ts';

const suite = (write: string, read: string, above = ''): Example => ({
  framework: 'pytest',
  code: `import pytest

class TestItems:
    item_id = None
${above}
    def test_create(self):
        ${write}
        assert load_all()

    def test_read(self):
        ${read}
`,
});

async function messages(example: Example): Promise<string[]> {
  return (await check(orderDependence, example)).reports.map(({ message }) => message);
}

describe('order-dependence in Python', () => {
  it.each(['self.__class__.item_id = create()', 'TestItems.item_id = create()'])(
    'sees that %s outlives the test',
    async (write) => {
      expect(await messages(suite(write, 'assert load(self.item_id).name == "a"'))).toHaveLength(1);
    },
  );

  it('speaks of a fixture, and leaves nothing of it to shared-mutable-state', async () => {
    const example = suite('TestItems.item_id = create()', 'assert load(self.item_id).name == "a"');
    expect(await messages(example)).toEqual([
      "`item_id` is set by 'test_create' (line 6) and read by 'test_read' (line 10): alone, or in another order, the second fails. Make it in a fixture, or make the steps one test.",
    ]);
    expect((await check(sharedMutableState, example)).reports).toEqual([]);
  });

  it.each([
    ['the attribute belongs to the instance', 'self.item_id = create()', 'assert load(self.item_id) is None'],
    ['the reader makes its own', 'TestItems.item_id = create()', 'TestItems.item_id = create(); load(self.item_id)'],
    ['the reader is content with nothing', 'TestItems.item_id = create()', 'assert load(self.item_id or "a")'],
    ['the reader asks first', 'TestItems.item_id = create()', 'if self.item_id is None: pytest.skip("first")'],
    ['it is taken away', 'TestItems.item_id = create(); TestItems.item_id = None', 'assert load(self.item_id)'],
  ])('is silent when %s', async (_when, write, read) => {
    expect(await messages(suite(write, read))).toEqual([]);
  });

  const globals = (read: string, above = '') => ({
    framework: 'pytest' as const,
    code: `import pytest
${above}

def test_create():
    global order
    order = create()
    assert order

def test_read():
    ${read}
`,
  });

  it('knows a global that no line of the module declares', async () => {
    expect(await messages(globals('assert load(order) == 1'))).toEqual([
      expect.stringContaining("`order` is set by 'test_create' (line 4) and read by 'test_read' (line 9)"),
    ]);
    expect(await messages(globals('assert load(order) == 1', '\norder = None'))).toHaveLength(1);
  });

  it.each([
    ['another test makes its own', 'global order; order = create(); assert load(order)', ''],
    ['it has a value', 'assert load(order) == 1', '\norder = first()'],
    [
      'a fixture sets it',
      'assert load(order) == 1',
      '\n@pytest.fixture(autouse=True)\ndef made():\n    global order\n    order = 1',
    ],
    ['the module sets it in a branch', 'assert load(order) == 1', '\nif HERE:\n    order = first()'],
  ])('leaves a global alone when %s', async (_when, read, above) => {
    expect(await messages(globals(read, above))).toEqual([]);
  });

  it('is silent when a set-up gives it a value', async () => {
    const setup = '\n    def setup_method(self):\n        TestItems.item_id = create()\n';
    expect(await messages(suite('TestItems.item_id = create()', 'assert load(self.item_id)', setup))).toEqual([]);
  });
});
