import { test as base } from '@playwright/test';
import { OrderServer } from '../src/server.js';

/** `shop` is the address of a server of the test's own. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from the pattern.
  shop: async ({}, use) => {
    const server = new OrderServer();
    await use(await server.start());
    await server.stop();
  },
});

export { expect } from '@playwright/test';
