import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { Routes, Spool } from '../src/spool.js';

test('nothing waits in a new spool', () => {
  assert.deepEqual(new Spool().waiting(), []);
});

test('what waits is listed by name', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spool-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const spool = new Spool(folder);
  spool.put('b', '{}');
  spool.put('a', '{}');
  assert.deepEqual(spool.waiting(), ['a.json', 'b.json']);
});

test('sends one message after the other', async () => {
  const routes = new Routes();
  let sent = 0;
  for (const body of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']) {
    sent += routes.send(body);
    await sleep(60);
  }
  assert.equal(sent, 39);
});
