import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'examples/**', 'node_modules/**'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
