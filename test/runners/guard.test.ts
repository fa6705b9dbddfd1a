import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import { projectRoot } from '../support/runners.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('A guard outlives the program that runs tests', () => {
  it('and ends the run, a detached process included, when that program is killed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tp-guard-'));
    folders.push(folder);
    const runId = `guarded-${process.pid}`;
    // The guard is told by hand here: `supervise` itself is TypeScript, which a plain Node cannot start.
    const parent = path.join(folder, 'parent.mjs');
    writeFileSync(
      parent,
      `import { spawn } from 'node:child_process';
       const guard = spawn(process.execPath, [${JSON.stringify(path.join(projectRoot, 'drivers/guard.mjs'))}], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} });
       guard.stdin.write('+${runId}\\n');
       const env = { ...process.env, TESTING_PATTERNS_RUN_ID: '${runId}' };
       const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
       const child = spawn(process.execPath, ['-e', stubborn], { env, detached: true, stdio: 'ignore' });
       spawn(process.execPath, ['-e', stubborn], { env, detached: true, stdio: 'ignore' });
       guard.stdin.write('=${runId} ' + child.pid + ' \\n', () => console.log('ready'));
       setInterval(() => {}, 1000);`,
    );
    const program = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(program.stdout, 'data');
    expect(processesOf(runId)).toHaveLength(2);
    program.kill('SIGKILL');
    await expect.poll(() => processesOf(runId), { timeout: 60_000 }).toEqual([]);
  });
});
