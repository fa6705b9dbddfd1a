import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** An empty folder for all tests of a file. Call it at the top of the file; the folder is there once tests run. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-diagnosis-')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
