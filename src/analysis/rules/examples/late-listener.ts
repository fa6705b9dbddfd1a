import type { RuleMeta } from '../../rule.ts';

export const lateListenerExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Save' }).click();
  const response = await page.waitForResponse('**/api/save');
  expect(response.status()).toBe(200);
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  await page.goto('/');
  const responsePromise = page.waitForResponse('**/api/save');
  await page.getByRole('button', { name: 'Save' }).click();
  const response = await responsePromise;
  expect(response.status()).toBe(200);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('ends', async () => {
  const child = spawn('node', ['server.js']);
  child.kill();
  await flushLogs();
  const [code] = await once(child, 'exit');
  expect(code).toBe(null);
});
`,
      fixed: `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('ends', async () => {
  const child = spawn('node', ['server.js']);
  const exitPromise = once(child, 'exit');
  child.kill();
  await flushLogs();
  const [code] = await exitPromise;
  expect(code).toBe(null);
});
`,
    },
    {
      framework: 'mocha',
      code: `const { Worker } = require('worker_threads');

it('stops', async () => {
  const worker = new Worker('./worker.js');
  await worker.terminate();
  await new Promise((resolve) => worker.once('exit', resolve));
});
`,
    },
  ],
  good: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  const popupPromise = page.waitForEvent('popup');
  await page.getByText('open').click();
  const popup = await popupPromise;
  const [response] = await Promise.all([page.waitForResponse('**/api'), page.click('text=Load')]);
  expect(response.ok()).toBe(true);
  await expect(popup).toHaveTitle('Popup');
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('moves on', async ({ page }) => {
  await page.getByText('next').click();
  await page.waitForURL('**/next');
  const loading = page.goto('/slow');
  await page.waitForEvent('request');
  await loading;
  if (page.frames().length < 2) await page.waitForEvent('frameattached');
  await expect(page).toHaveTitle('Slow');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';

it('ends', async () => {
  const server = createServer();
  server.listen(0);
  await once(server, 'listening');
  const child = spawn('node', ['server.js']);
  await ready(child);
  child.kill();
  const [code] = await once(child, 'exit');
  expect(code).toBe(null);
  server.close();
  await once(server, 'close');
});
`,
    },
    {
      framework: 'node:test',
      code: `import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';

test('greets', async () => {
  const server = new WebSocketServer({ port: 0 });
  await once(server, 'listening');
  const client = new WebSocket('ws://localhost:' + server.address().port);
  await once(server, 'connection');
  await once(client, 'open');
  client.close();
  server.close();
});
`,
    },
  ],
};
