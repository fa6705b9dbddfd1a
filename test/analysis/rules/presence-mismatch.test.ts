import { describe, expect, it } from 'vitest';
import { presenceMismatch } from '../../../src/analysis/rules/presence-mismatch.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(presenceMismatch);

describe('presence-mismatch', () => {
  it('reports queryBy for what must be there once a file, as info', async () => {
    const code = `import { render, screen } from '@testing-library/react';

test('opens', () => {
  render(<Dialog />);
  expect(screen.queryByText('a')).toBeInTheDocument();
  expect(screen.queryByText('b')).not.toBeNull();
});
`;
    const { reports } = await check(presenceMismatch, { framework: 'jest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
    expect(reports[0]?.message).toContain('2 times in this file');
  });

  it('leaves a query alone that the file has renamed', async () => {
    const code = `import { render } from '@testing-library/react';

test('closes', () => {
  const queryByText = makeQuery(render(<Dialog />));
  expect(queryByText('a')).toBeInTheDocument();
});
`;
    expect(await applyFixes(presenceMismatch, { framework: 'jest', code })).toBe(code);
  });
});
