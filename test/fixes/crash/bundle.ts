import { chmodSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll } from 'vitest';
import { TempFolder } from '../../workspace/temp-folder.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What has the faults, to be named after `--import`. */
export const faultsModule = here('./faults.mjs');

export interface Bundle {
  /** A folder for what the tests of the file need. */
  readonly temp: TempFolder;
  /** main.ts in one file that a process has loaded in a moment: thousands of them can be started and killed. */
  readonly main: string;
}

/** For the tests of one file: made before the first, gone after the last. */
export function bundledMain(): Bundle {
  let temp: TempFolder;
  let main: string;
  beforeAll(async () => {
    temp = new TempFolder();
    const folder = temp.folder('bundle');
    main = path.join(folder, 'main.mjs');
    await build({
      input: here('./main.ts'),
      platform: 'node',
      output: { file: main, codeSplitting: false },
      logLevel: 'warn',
    });
    // Processes of other users run it too.
    for (const above of [temp.path, folder]) chmodSync(above, 0o755);
  }, 60_000);
  afterAll(() => temp.dispose(), 60_000);
  return {
    get temp() {
      return temp;
    },
    get main() {
      return main;
    },
  };
}
