import { expect, it } from 'vitest';
import type { Action } from '../../src/escalation/index.ts';
import { bench } from './bench.ts';

const test = 'def test_total():\n    assert add(1, 2) == 3\n';
const conftest =
  'import os\nfrom sqlalchemy import create_engine\n\nURL = (\n    os.getenv("TEST_DATABASE_URL") or os.getenv("DATABASE_URL") or "sqlite://"\n)\nengine = create_engine(URL)\n';
const run: Action = { kind: 'run_tests', paths: ['tests/test_a.py'] };

async function triggersOf(env: Record<string, string>, action: Action | 'edit' = run): Promise<string[]> {
  const { gate, edit } = await bench({ 'tests/conftest.py': conftest, 'tests/test_a.py': test }, { env });
  const asked = action === 'edit' ? edit('tests/conftest.py', (text) => `${text}\n`) : action;
  const { triggers } = await gate.evaluate(asked);
  return triggers.filter(({ kind }) => kind === 'fact').map(({ trigger }) => trigger);
}

it('a run reaches no fallback where the variable of the tests is set: what it says is judged instead', async () => {
  expect(await triggersOf({})).toEqual(['database-fallback']);
  expect(await triggersOf({ TEST_DATABASE_URL: '' })).toEqual(['database-fallback']);
  expect(await triggersOf({ DATABASE_URL: 'sqlite://' })).toEqual(['database-fallback']);
  expect(await triggersOf({ TEST_DATABASE_URL: 'sqlite://' })).toEqual([]);
  expect(await triggersOf({ TEST_DATABASE_URL: 'postgresql://db.acme.io/app' })).toEqual(['production-database']);
});

it('an edit leaves its fallback to everybody, whatever is set here', async () => {
  expect(await triggersOf({ TEST_DATABASE_URL: 'sqlite://' }, 'edit')).toContain('database-fallback');
});
