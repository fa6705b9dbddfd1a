import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `import { fireEvent, render, screen, waitFor } from '@testing-library/react';

test('opens', async () => {
  render(<Menu />);
  await waitFor(() => {
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('menu')).toBeVisible();
  });
});
`,
      fixed: `import { fireEvent, render, screen, waitFor } from '@testing-library/react';

test('opens', async () => {
  render(<Menu />);
  fireEvent.click(screen.getByRole('button'));
  await waitFor(() => {
    expect(screen.getByRole('menu')).toBeVisible();
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { render, screen } from '@testing-library/vue';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

it('opens', async () => {
  const user = userEvent.setup();
  render(Menu);
  await vi.waitFor(async () => {
    await user.click(screen.getByRole('button'));
    expect(screen.getByRole('menu')).toBeVisible();
  });
});
`,
      fixed: `import { render, screen } from '@testing-library/vue';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

it('opens', async () => {
  const user = userEvent.setup();
  render(Menu);
  await user.click(screen.getByRole('button'));
  await vi.waitFor(async () => {
    expect(screen.getByRole('menu')).toBeVisible();
  });
});
`,
    },
    {
      framework: 'jest',
      code: `import { render, waitFor } from '@testing-library/react';

test('loads', async () => {
  const { container } = render(<List />);
  await waitFor(() => expect(container).toMatchSnapshot());
});
`,
    },
  ],
  good: [
    {
      framework: 'jest',
      code: `import { fireEvent, render, screen, waitFor } from '@testing-library/react';

test('opens', async () => {
  render(<Menu />);
  fireEvent.click(screen.getByRole('button'));
  await waitFor(() => expect(screen.getByRole('menu')).toBeVisible());
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('polls', async () => {
  start();
  await vi.waitFor(() => {
    vi.advanceTimersByTime(100);
    expect(calls()).toBe(3);
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

it('opens', async () => {
  let button;
  await waitFor(() => {
    button = screen.getByRole('button');
    expect(button).toBeEnabled();
  });
  button.click();
  expect(opened()).toBe(true);
});
`,
    },
  ],
};
