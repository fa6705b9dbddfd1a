import { describe, expect, it } from 'vitest';
import { joinTransactionMode } from '../../../src/analysis/rules/join-transaction-mode.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(joinTransactionMode);

describe('join-transaction-mode: savepoints of somebody', () => {
  const files = { 'requirements.txt': 'pytest==9.0.2\nsqlalchemy==2.0.45\n' };
  const fixture = (inside = '') => `import pytest


@pytest.fixture
def session(connection):
    transaction = connection.begin()
    session = Session(bind=connection)${inside}
    yield session
    transaction.rollback()
`;
  const found = async (code: string) =>
    (await check(joinTransactionMode, { framework: 'pytest', files, code })).reports.length;
  const other = (asks: string, head = '@pytest.fixture') =>
    `\n\n${head}\ndef nested(${asks}):\n    with ${asks || 'engine'}.begin_nested():\n        yield\n`;

  it.each([
    ['in another fixture', other('engine')],
    ['in a test', '\n\ndef test_it(session):\n    with session.begin_nested():\n        assert save(session)\n'],
  ])('are no help %s', async (_where, rest) => {
    expect(await found(fixture() + rest)).toBe(1);
  });

  it.each([
    ['in the fixture', fixture('\n    connection.begin_nested()')],
    ['in a listener in it', fixture('\n    @listens\n    def restart(*_):\n        connection.begin_nested()')],
    [
      'in a listener of the file',
      `${fixture()}\n\n@listens\ndef restart(connection):\n    connection.begin_nested()\n`,
    ],
    ['in the fixture that it asks for', fixture() + other('engine').replace('def nested', 'def connection')],
    ['in a fixture that asks for it', fixture() + other('session')],
    ['in a fixture for everybody', fixture() + other('engine', '@pytest.fixture(autouse=True)')],
  ])('keep it silent %s', async (_where, code) => {
    expect(await found(code)).toBe(0);
  });
});
