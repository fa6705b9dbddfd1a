import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { Routes, Spool } from '../src/spool.js';

test('reloads the routes', async () => {
  const routes = await new Routes().reload(async () => {
    await sleep(450);
    return ['/orders', '/stock'];
  });
  assert.deepEqual(routes, ['/orders', '/stock']);
});

test('keeps a request until a backend is there', () => {
  const spool = new Spool();
  spool.put('r-1', '{"order":1}');
  assert.ok(spool.waiting().includes('r-1.json'));
});
