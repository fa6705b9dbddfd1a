import { defineConfig } from 'vitest/config';

const shared = {
  exclude: ['test/fixtures/**', 'examples/**', '**/node_modules/**'],
  restoreMocks: true,
  testTimeout: 30_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, 'test/e2e/**'],
        },
      },
      {
        // Drives the built program, which is built first when a source is newer.
        test: { ...shared, name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/support/build.ts' },
      },
    ],
  },
});
