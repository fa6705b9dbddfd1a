import { expect, it } from 'vitest';
import { bench, declare } from './bench.ts';

const skip = '@pytest.mark.skip(reason="empty test")\n';
const empty = 'def test_later(\n    client: Client, db,\n):\n    """Later."""\n    # TODO\n    pass\n';

async function factsOf(rest: string): Promise<string[]> {
  const { gate, edit } = await bench({ 'test_a.py': `import pytest\n\n${rest}\n${empty}` }, { triggers: declare() });
  const { triggers } = await gate.evaluate(edit('test_a.py', (text) => text.replace(empty, `${skip}${empty}`)));
  return triggers.map(({ trigger }) => trigger);
}

it('lets a test without code be skipped, whatever fixtures it takes', async () => {
  expect(await factsOf('def test_a(db):\n    assert db\n')).toEqual([]);
});

it('asks when the test has code, or had', async () => {
  const { gate, edit } = await bench({
    'test_a.py': `import pytest\n\n${skip}${empty}\ndef test_a(db):\n    use(db)\n`,
  });
  const skipped = edit('test_a.py', (text) => text.replace('def test_a', `${skip}def test_a`));
  const emptied = edit('test_a.py', (text) =>
    text.replace('def test_a(db):\n    use(db)', `${skip}def test_a(db):\n    pass`),
  );
  for (const action of [skipped, emptied]) {
    const { triggers } = await gate.evaluate(action);
    expect(triggers.map(({ trigger }) => trigger)).toContain('test-weakened');
  }
});
