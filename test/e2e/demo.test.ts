import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cleanEnvironment, projectFolder } from './support/program.ts';
import { createSandbox } from './support/sandbox.ts';

it('the demo of the README comes to its end: found, mended, undone, shown flaky', async () => {
  const { home, remove } = await createSandbox({});
  onTestFinished(remove);
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(projectFolder, 'scripts/demo.mjs')], {
    cwd: projectFolder,
    encoding: 'utf8',
    env: cleanEnvironment(home),
  });
  expect(stderr).not.toContain('Error');
  expect(stdout).toContain('the gate says: allow');
  expect(stdout).toContain('undone: byte for byte as before: yes');
  expect(stdout).toMatch(/^flaky: \d+ of \d+ runs had a failure$/m);
  expect(status).toBe(0);
});
