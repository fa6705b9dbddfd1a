import { describe, expect, it } from 'vitest';
import { loopScopeMismatch } from '../../../src/analysis/rules/loop-scope-mismatch.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(loopScopeMismatch);

const fixture = (name: string, options: string) =>
  `import pytest\nimport pytest_asyncio\n\n@pytest_asyncio.fixture(${options})\nasync def ${name}():\n    return await make()\n\n`;
const uses = (name: string) => `@pytest.mark.asyncio\nasync def test_a(${name}):\n    assert await ${name}.ping()\n`;

async function reports(code: string, ini = '', asyncio = '1.3.0') {
  const files = { 'requirements.txt': `pytest-asyncio==${asyncio}\n`, 'pytest.ini': `[pytest]\n${ini}` };
  return (await check(loopScopeMismatch, { framework: 'pytest', code, files })).reports;
}

describe('loop-scope-mismatch', () => {
  it('is sure only of what belongs to a loop', async () => {
    const bound = await reports(fixture('redis', 'scope="session"') + uses('redis'));
    const plain = await reports(fixture('settings', 'scope="session"') + uses('settings'));
    expect([bound[0]?.severity, plain[0]?.severity]).toEqual([undefined, 'info']);
  });

  it('reads the default loop scope of fixtures', async () => {
    const code = fixture('pool', 'scope="session"') + uses('pool');
    expect(await reports(code, 'asyncio_default_fixture_loop_scope = function\n')).toEqual([]);
    const narrow = fixture('pool', '') + uses('pool');
    expect(await reports(narrow)).toEqual([]);
    expect(await reports(narrow, 'asyncio_default_fixture_loop_scope = session\n')).toHaveLength(1);
  });

  it('says nothing of versions that had one loop only', async () => {
    expect(await reports(fixture('pool', 'scope="session"') + uses('pool'), '', '0.21.1')).toEqual([]);
  });

  it('takes the nearest mark', async () => {
    const code = `${fixture('pool', 'scope="module"')}pytestmark = pytest.mark.asyncio(loop_scope="module")\n\n`;
    expect(await reports(code + uses('pool').replace('@pytest.mark.asyncio\n', ''))).toEqual([]);
    expect(await reports(code + uses('pool'))).toHaveLength(1);
  });
});
