import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What has the faults, to be named after `--import`. */
export const faultsModule = here('./faults.mjs');

/** main.ts in one file that a process has loaded in a moment: thousands of them can be started and killed. */
export async function bundledMain(): Promise<{ readonly main: string; remove(): void }> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'testing-patterns-')));
  const main = path.join(folder, 'main.mjs');
  await build({
    input: here('./main.ts'),
    platform: 'node',
    output: { file: main, codeSplitting: false },
    logLevel: 'warn',
  });
  // Processes of other users run it too.
  chmodSync(folder, 0o755);
  return { main, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
