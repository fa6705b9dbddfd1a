import { defineConfig } from '@playwright/test';

export default defineConfig({ testDir: 'tests', reporter: 'line', expect: { timeout: 10_000 } });
