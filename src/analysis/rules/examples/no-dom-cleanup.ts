import type { RuleMeta } from '../../rule.ts';

const config = { 'vitest.config.ts': "export default { test: { environment: 'jsdom' } };\n" };
const withGlobals = { 'vitest.config.ts': "export default { test: { environment: 'jsdom', globals: true } };\n" };
const withSetup = {
  'vitest.config.ts': "export default { test: { environment: 'jsdom', setupFiles: ['./setup.ts'] } };\n",
  'setup.ts': `import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(() => {
  cleanup();
});
`,
};

const twoTests = `import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

it('shows a name', () => {
  render(<User name="Ann" />);
  expect(screen.getByText('Ann')).toBeDefined();
});

it('shows a mail', () => {
  render(<User mail="a@b.test" />);
  expect(screen.getByText('a@b.test')).toBeDefined();
});
`;

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      files: config,
      code: twoTests,
      fixed: twoTests
        .replace('{ render, screen }', '{ render, screen, cleanup }')
        .replace(
          "{ expect, it } from 'vitest';\n",
          "{ expect, it, afterEach } from 'vitest';\n\nafterEach(() => {\n  cleanup();\n});\n",
        ),
    },
    {
      framework: 'vitest',
      files: config,
      code: `import { render } from '@solidjs/testing-library';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each(['Ann', 'Bob'])('shows %s', (name) => {
  const { getByText } = render(() => <User name={name} />);
  expect(getByText(name)).toBeDefined();
});
`,
      fixed: `import { render, cleanup } from '@solidjs/testing-library';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
});

it.each(['Ann', 'Bob'])('shows %s', (name) => {
  const { getByText } = render(() => <User name={name} />);
  expect(getByText(name)).toBeDefined();
});
`,
    },
  ],
  good: [
    { framework: 'vitest', files: withGlobals, code: twoTests },
    { framework: 'vitest', files: withSetup, code: twoTests },
    {
      framework: 'vitest',
      files: config,
      code: twoTests
        .replace('{ render,', '{ cleanup, render,')
        .replace(
          "{ expect, it } from 'vitest';\n",
          "{ afterEach, expect, it } from 'vitest';\n\nafterEach(cleanup);\n",
        ),
    },
    { framework: 'jest', code: twoTests.replace(/import \{ expect.*\n/, '') },
  ],
};
