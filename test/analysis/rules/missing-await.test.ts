import { describe, expect, it } from 'vitest';
import { missingAwait } from '../../../src/analysis/rules/missing-await.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(missingAwait);

async function reports(imports: string, parameters: string, line: string) {
  const code = `import pytest\n${imports}\n\n@pytest.mark.asyncio\nasync def test_a(${parameters}):\n    ${line}\n    assert True\n`;
  return (await check(missingAwait, { framework: 'pytest', code })).reports;
}

describe('missing-await', () => {
  const asyncSession = 'from sqlalchemy.ext.asyncio import AsyncSession';

  it.each([
    ['a session that is asynchronous', asyncSession, 'session: AsyncSession', 'session.commit()', 1],
    ['its plain methods', asyncSession, 'session: AsyncSession', 'session.add(order)', 0],
    ['a session of another kind', 'from app import AsyncSession', 'session: AsyncSession', 'session.commit()', 0],
    ['a session that says nothing', asyncSession, 'session', 'session.commit()', 0],
    ['a client made here', 'import httpx', '', 'httpx.AsyncClient().aclose()', 1],
    ['the truth of a response', 'from httpx import AsyncClient', 'client: AsyncClient', 'assert client.get("/")', 1],
    ['a call that must raise', 'import asyncio', '', 'with pytest.raises(TypeError): asyncio.sleep()', 0],
  ])('knows %s', async (_, imports, parameters, line, found) => {
    expect(await reports(imports, parameters, line)).toHaveLength(found);
  });

  it('sees that an AsyncMock gives a coroutine, whose truth says nothing', async () => {
    const code = 'load = AsyncMock(return_value=0)\n    assert load()\n    assert load.called';
    expect(await reports('from unittest.mock import AsyncMock', '', code)).toHaveLength(1);
  });

  it('does not say of gather that nothing runs: its parts are under way', async () => {
    const [report] = await reports('import asyncio', '', 'asyncio.gather(a(), b())');
    expect(report?.message).toContain('goes on before its parts are done');
  });
});
