import { describe, expect, it } from 'vitest';
import { removedHttpxApp } from '../../../src/analysis/rules/removed-httpx-app.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(removedHttpxApp);

describe('removed-httpx-app: what the version says', () => {
  const code = 'import httpx\n\n\ndef test_makes():\n    assert httpx.AsyncClient(app=make())\n';
  const reported = async (requirement: string) => {
    const files = { 'requirements.txt': `pytest\n${requirement}\n` };
    const { reports } = await check(removedHttpxApp, { framework: 'pytest', code, files });
    return reports.map(({ severity }) => severity);
  };

  it('is an error where the argument is gone, a note where it is deprecated, nothing before', async () => {
    expect(await reported('httpx==0.28.1')).toEqual(['error']);
    expect(await reported('httpx>=0.28')).toEqual(['error']);
    expect(await reported('httpx')).toEqual(['warning']);
    expect(await reported('httpx==0.27.2')).toEqual(['info']);
    expect(await reported('httpx<0.27')).toEqual([]);
  });
});
