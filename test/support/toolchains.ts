import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { projectRoot } from './runners.ts';

/** Holds vitest 5, jest 29 and Node 24; installed by `npm test` (scripts/prepare-toolchains.mjs). */
export const toolchains = path.join(projectRoot, 'test/toolchains');

/** The Node 24 of the toolchains, or this process's own where there is none for the platform and it is new enough. */
export function node24(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = path.join(toolchains, `node_modules/node-${platform}-${process.arch}/bin`, program);
  if (existsSync(file)) return file;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new Error(`There is no Node 24 at ${file}. Run "npm test", which installs it, or use Node 24 itself.`);
}

/**
 * A project in a folder of its own, gone when the test ends. `packages` is the folder whose node_modules it sees: the repository's
 * (vitest 4, jest 30, mocha 12) or `toolchains`. Call it inside a test. Real path.
 */
export function tempProject(files: Readonly<Record<string, string>>, packages: string = projectRoot): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-project-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // A folder of links instead of one link, so that what runners cache in node_modules goes with the project.
  const installed = path.join(packages, 'node_modules');
  mkdirSync(path.join(folder, 'node_modules'));
  for (const name of readdirSync(installed).filter((entry) => !entry.startsWith('.')))
    symlinkSync(path.join(installed, name), path.join(folder, 'node_modules', name), 'junction');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
