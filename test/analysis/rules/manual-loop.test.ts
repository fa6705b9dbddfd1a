import { describe, expect, it } from 'vitest';
import { manualLoop } from '../../../src/analysis/rules/manual-loop.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(manualLoop);

async function reports(code: string, files: Readonly<Record<string, string>> = {}) {
  return (await check(manualLoop, { framework: 'pytest', code: `import asyncio\n\n${code}`, files })).reports;
}

describe('manual-loop', () => {
  const sync = 'def test_a():\n    assert asyncio.get_event_loop().run_until_complete(load())\n';

  it.each([
    ['3.11', 'once a test has called asyncio.run'],
    ['3.14', 'makes no loop'],
  ])('knows what Python %s does', async (python, words) => {
    const [report] = await reports(sync, { '.python-version': `${python}\n` });
    expect(report?.message).toContain(words);
  });

  it('does not hand a future to asyncio.run, which takes coroutines only', async () => {
    const [report] = await reports(sync.replace('load()', 'asyncio.gather(a(), b())'));
    expect(report).toBeDefined();
    expect(report?.fix).toBeUndefined();
  });

  it('leaves tests alone that ask for a loop fixture', async () => {
    expect(await reports(sync.replace('test_a()', 'test_a(event_loop)'))).toEqual([]);
  });

  it('reports a test once, and mends all of it', async () => {
    const found = await reports(`${sync}    asyncio.get_event_loop().run_until_complete(save())\n`);
    expect(found.map(({ fix }) => fix?.edits.length)).toEqual([2]);
  });
});
