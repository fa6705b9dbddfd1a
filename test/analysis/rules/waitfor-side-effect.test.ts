import { describe, expect, it } from 'vitest';
import { waitforSideEffect } from '../../../src/analysis/rules/waitfor-side-effect.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(waitforSideEffect);

describe('waitfor-side-effect', () => {
  it('leaves an event where it is that waits for what stands above it', async () => {
    const code = `import { fireEvent, screen, waitFor } from '@testing-library/react';

test('opens', async () => {
  await waitFor(() => {
    expect(screen.getByRole('button')).toBeEnabled();
    fireEvent.click(screen.getByRole('button'));
  });
});
`;
    const example = { framework: 'jest', code } as const;
    const { reports } = await check(waitforSideEffect, example);
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
    expect(await applyFixes(waitforSideEffect, example)).toBe(code);
  });
});
