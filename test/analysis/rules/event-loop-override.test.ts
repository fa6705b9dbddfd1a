import { describe, expect, it } from 'vitest';
import { eventLoopOverride } from '../../../src/analysis/rules/event-loop-override.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(eventLoopOverride);

describe('event-loop-override: versions and scopes', () => {
  const override = (scope: string) => `import asyncio
import pytest

@pytest.fixture(scope="${scope}")
def event_loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()

@pytest.mark.asyncio
async def test_ping():
    assert await ping()
`;
  const judged = async (scope: string, requirements: string) => {
    const files = { 'requirements.txt': requirements };
    const { reports } = await check(eventLoopOverride, { framework: 'pytest', code: override(scope), files });
    return reports.map(({ severity, fix }) => `${severity} ${fix?.safety}`);
  };

  it.each([
    ['pytest-asyncio==1.3.0', 'function', 'error safe'],
    ['pytest-asyncio==1.3.0', 'session', 'error suggested'],
    ['pytest-asyncio==0.23.8', 'function', 'warning suggested'],
    ['pytest-asyncio==0.23.8', 'session', 'warning undefined'],
    ['pytest-asyncio', 'function', 'warning suggested'],
  ])('with %s a %s-scoped override is: %s', async (requirement, scope, verdict) => {
    expect(await judged(scope, `${requirement}\n`)).toEqual([verdict]);
  });

  it('keeps an override that a test asks for by name, and reports both', async () => {
    const code = override('function').replace('test_ping()', 'test_ping(event_loop)');
    const files = { 'requirements.txt': 'pytest-asyncio==1.3.0\n' };
    const { reports } = await check(eventLoopOverride, { framework: 'pytest', code, files });
    expect(reports.map(({ at, fix }) => [code.slice(at.start, at.end), fix?.title])).toEqual([
      ['event_loop', undefined],
      ['event_loop', 'Leave the unused event_loop out'],
    ]);
  });
});
