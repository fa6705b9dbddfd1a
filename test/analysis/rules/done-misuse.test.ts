import { describe, expect, it } from 'vitest';
import { doneMisuse } from '../../../src/analysis/rules/done-misuse.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(doneMisuse);

describe('done-misuse', () => {
  it('leaves Vitest before version 1 alone, which had the callback', async () => {
    const code = `import { it } from 'vitest';\n\nit('answers', (done) => {\n  ask(() => done());\n});\n`;
    const files = { 'package.json': '{ "devDependencies": { "vitest": "^0.34.0" } }' };
    const { reports } = await check(doneMisuse, { framework: 'vitest', code, files });
    expect(reports).toEqual([]);
  });

  it('says that Mocha may pass an async test with a callback', async () => {
    const code = `it('answers', async (done) => {\n  await ask();\n  done();\n});\n`;
    const { reports } = await check(doneMisuse, { framework: 'mocha', code });
    expect(reports.map(({ message }) => message)).toEqual([
      'Mocha fails an async function that takes `done`, or, when that is called before the first await, passes whatever comes then. Drop `done` and await what the test waits for.',
    ]);
  });

  it('knows the callback of node:test by its place', async () => {
    const code = `import { it } from 'node:test';\n\nit('answers', async (t, finished) => {\n  await ask();\n  finished();\n});\n`;
    const { reports } = await check(doneMisuse, { framework: 'node:test', code });
    expect(reports.map(({ at }) => code.slice(at.start, at.end))).toEqual(['finished']);
  });

  it('takes the callback of an inner function for its own', async () => {
    const code = `it('runs', (done) => {
  const inner = create((done) => {
    done();
    done();
  });
  inner.run(done);
});
`;
    const { reports } = await check(doneMisuse, { framework: 'mocha', code });
    expect(reports).toEqual([]);
  });
});
