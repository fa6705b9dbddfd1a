import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `import { render, screen } from '@testing-library/react';

test('closes', () => {
  render(<Dialog open={false} />);
  expect(screen.getByRole('dialog')).not.toBeInTheDocument();
});
`,
      fixed: `import { render, screen } from '@testing-library/react';

test('closes', () => {
  render(<Dialog open={false} />);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { render } from '@testing-library/react';
import { expect, it } from 'vitest';

it('opens', () => {
  const { queryByRole, queryByText } = render(<Dialog open />);
  expect(queryByRole('dialog')).toBeInTheDocument();
  expect(queryByText('Yes')).toBeTruthy();
  expect(queryByText('No')).toBeNull();
});
`,
      fixed: `import { render } from '@testing-library/react';
import { expect, it } from 'vitest';

it('opens', () => {
  const { getByRole, queryByText, getByText } = render(<Dialog open />);
  expect(getByRole('dialog')).toBeInTheDocument();
  expect(getByText('Yes')).toBeTruthy();
  expect(queryByText('No')).toBeNull();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { render, screen, waitForElementToBeRemoved } from '@testing-library/vue';
import { it } from 'vitest';

it('stops loading', async () => {
  render(List);
  await waitForElementToBeRemoved(() => screen.findByText('Loading'));
});
`,
    },
  ],
  good: [
    {
      framework: 'jest',
      code: `import { render, screen } from '@testing-library/react';

test('closes', () => {
  render(<Dialog />);
  const dialog = screen.getByRole('dialog');
  close();
  expect(dialog).not.toBeInTheDocument();
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(screen.queryByRole('dialog')).toBeNull();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { render, screen, waitForElementToBeRemoved } from '@testing-library/react';
import { expect, it } from 'vitest';

it('stops loading', async () => {
  render(<List />);
  expect(screen.getByText('Loading')).toBeInTheDocument();
  await waitForElementToBeRemoved(() => screen.getByText('Loading'));
  expect(screen.getByText('Ready')).not.toHaveClass('pale');
  expect(await screen.findByText('Ready')).toBeVisible();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';
import { page } from 'vitest/browser';

it('is gone', async () => {
  await expect.element(page.getByText('Loading')).not.toBeInTheDocument();
});
`,
    },
  ],
};
