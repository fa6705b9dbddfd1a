import { describe, expect, it } from 'vitest';
import { noDomCleanup } from '../../../src/analysis/rules/no-dom-cleanup.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(noDomCleanup);

describe('no-dom-cleanup', () => {
  const code = `import { render, screen } from '@testing-library/vue';
import { beforeAll, expect, it } from 'vitest';

beforeAll(() => {
  render(User);
});
it('shows a name', () => {
  expect(screen.getByText('Ann')).toBeDefined();
});
it('shows a mail', () => {
  expect(screen.getByText('a@b.test')).toBeDefined();
});
`;
  const files = { 'vitest.config.ts': 'export default { test: {} };' };

  it('leaves a component alone that is rendered once for all tests', async () => {
    const { reports } = await check(noDomCleanup, { framework: 'vitest', code, files });
    expect(reports).toEqual([]);
  });

  it('reports it where a hook renders before each test', async () => {
    const each = code.replaceAll('beforeAll', 'beforeEach');
    const { reports } = await check(noDomCleanup, { framework: 'vitest', code: each, files });
    expect(reports).toHaveLength(1);
  });

  it('says nothing where no configuration was found', async () => {
    const each = code.replaceAll('beforeAll', 'beforeEach');
    const { reports } = await check(noDomCleanup, { framework: 'vitest', code: each });
    expect(reports).toEqual([]);
  });
});
