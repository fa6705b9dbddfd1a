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
  it('is sure only of what the test awaits', async () => {
    const code = fixture('redis', 'scope="session"') + uses('redis');
    const [awaited] = await reports(code);
    const [held] = await reports(code.replace('await redis.ping()', 'redis'));
    expect([awaited?.severity, held?.severity]).toEqual([undefined, 'info']);
  });

  it('leaves plain values alone, whatever loop they were made in', async () => {
    expect(await reports(fixture('settings', 'scope="session"') + uses('settings'))).toEqual([]);
    const pool = fixture('work_pool', '') + uses('work_pool').replace('await work_pool.ping()', 'work_pool.name');
    expect(await reports(pool, 'asyncio_default_fixture_loop_scope = session\n')).toEqual([]);
  });

  it('sees a fixture that takes it into another loop', async () => {
    const engine = fixture('engine', 'scope="session"');
    const client = '@pytest_asyncio.fixture\nasync def client(engine):\n    return await engine.connect()\n\n';
    const [report, ...more] = await reports(engine + client + uses('client'));
    expect(report?.message).toContain('the fixture "client" that uses it in a loop of each test');
    expect(more).toEqual([]);
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
