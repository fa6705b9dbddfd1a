import { describe, expect, it } from 'vitest';
import { expiredAttributes } from '../../../src/analysis/rules/expired-attributes.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(expiredAttributes);

describe('expired-attributes', () => {
  const count = async (head: string) => {
    const code = `import pytest\nfrom sqlalchemy.ext.asyncio import async_sessionmaker\n\n\n${head}:\n    factory = async_sessionmaker(engine)\n    assert factory.kw\n`;
    const { reports } = await check(expiredAttributes, { framework: 'pytest', code });
    return reports.length;
  };

  it('leaves a factory alone that one test makes for itself', async () => {
    expect(await count('def test_opens(engine)')).toBe(0);
    expect(await count('@pytest.fixture\ndef sessions(engine)')).toBe(1);
  });
});
