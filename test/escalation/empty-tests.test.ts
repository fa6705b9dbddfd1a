import { expect, it } from 'vitest';
import { bench, declare } from './bench.ts';

const skip = '@pytest.mark.skip(reason="empty test")\n';
const empty = 'def test_later(\n    client: Client, db,\n):\n    """Later."""\n    # TODO\n    pass\n';

async function factsOf(rest: string): Promise<string[]> {
  const { gate, edit } = await bench({ 'test_a.py': `import pytest\n\n${rest}\n${empty}` }, { triggers: declare() });
  const { triggers } = await gate.evaluate(edit('test_a.py', (text) => text.replace(empty, `${skip}${empty}`)));
  return triggers.map(({ trigger }) => trigger);
}

it('lets an empty test be skipped when other tests of the file set up its fixtures', async () => {
  expect(await factsOf('def test_a(db, client):\n    assert client.get(db)\n')).toEqual([]);
});

it('asks when a fixture would no longer be set up by any test of the file', async () => {
  const others = [
    'def test_a(client):\n    assert client.get()\n',
    'def test_a(client, db):\n    pass\n',
    `${skip}def test_a(client, db):\n    assert client.get(db)\n`,
  ];
  expect(await Promise.all(others.map(factsOf))).toEqual(others.map(() => ['test-weakened']));
});
