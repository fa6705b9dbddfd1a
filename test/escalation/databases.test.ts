import { describe, expect, it } from 'vitest';
import { Analyzer } from '../../src/analysis/index.ts';
import { rules } from '../../src/analysis/rules/index.ts';
import { databaseUses } from '../../src/server/database-uses.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { bench } from './bench.ts';

const hidden = `import os

from sqlalchemy import create_engine

MAIN = os.environ.get("DATABASE_URL")
URL = os.environ.get("TEST_DATABASE_URL", MAIN)
engine = create_engine(URL)


def test_connects():
    assert engine.connect()
`;

async function gateOver(files: Readonly<Record<string, string>>) {
  const found = await bench(files);
  const analyzer = new Analyzer(await Workspace.open({ roots: [found.root], env: {}, cwd: found.root }), rules);
  return bench(files, { databaseUses: databaseUses(analyzer) });
}

describe('the database of a test that only the analysis can follow', () => {
  it('holds a run of the file', async () => {
    const { gate } = await gateOver({ 'tests/test_db.py': hidden });
    const { decision, triggers } = await gate.evaluate({ kind: 'run_tests', paths: ['tests/test_db.py'] });
    expect(decision).toBe('approval_required');
    expect(triggers.map(({ trigger, where }) => [trigger, where])).toContainEqual([
      'database-fallback',
      'tests/test_db.py:5',
    ]);
  });

  it('holds a run that loads it from a conftest.py', async () => {
    const files = { 'tests/conftest.py': hidden, 'tests/test_a.py': 'def test_a():\n    assert add(1, 1) == 2\n' };
    const { gate } = await gateOver(files);
    const { triggers } = await gate.evaluate({ kind: 'run_tests', paths: ['tests/test_a.py'] });
    expect(triggers.map(({ where }) => where)).toContain('tests/conftest.py:5');
  });

  it('does not hold an edit of another file', async () => {
    const files = { 'tests/conftest.py': hidden, 'tests/test_a.py': 'def test_a():\n    assert add(1, 1) == 2\n' };
    const { gate, edit } = await gateOver(files);
    const { decision } = await gate.evaluate(
      edit('tests/test_a.py', (text) => text.replace('add(1, 1)', 'add(1, 1, 0)')),
    );
    expect(decision).toBe('allow');
  });

  it('lets a host pass that is clearly for tests', async () => {
    const source = (host: string) =>
      `from sqlalchemy import create_engine\n\nHOST = "postgresql://app@${host}/app"\nengine = create_engine(HOST)\n\n\ndef test_a():\n    assert engine.connect()\n`;
    const { gate } = await gateOver({
      'tests/test_a.py': source('test-db.acme.io'),
      'tests/test_b.py': source('db-test.prod.acme.io'),
    });
    const { triggers } = await gate.evaluate({ kind: 'run_tests', paths: ['tests/test_a.py', 'tests/test_b.py'] });
    expect(triggers.filter(({ kind }) => kind === 'fact').map(({ where }) => where)).toEqual(['tests/test_b.py:3']);
  });

  it('lets a test database pass', async () => {
    const { gate } = await gateOver({ 'tests/test_db.py': hidden.replace('"DATABASE_URL"', '"CI_DATABASE_URL"') });
    const { decision } = await gate.evaluate({ kind: 'run_tests', paths: ['tests/test_db.py'] });
    expect(decision).toBe('allow');
  });
});
