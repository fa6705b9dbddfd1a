import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Workspace } from '../../src/workspace/index.ts';

/** A real folder with real files, gone when the test ends. */
export interface TempWorkspace {
  readonly root: string;
  write(name: string, content: string | Uint8Array): string;
  text(name: string): string;
  open(): Promise<Workspace>;
}

/** Hands over what is to be done when a project is not needed any more. */
export type WhenOver = (cleanUp: () => void) => void;

/** Call it inside a test, or say who cleans up. */
export function tempWorkspace(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  whenOver: WhenOver = onTestFinished,
): TempWorkspace {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-test-')));
  whenOver(() => rmSync(root, { recursive: true, force: true }));
  const workspace: TempWorkspace = {
    root,
    write(name, content) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    text: (name) => readFileSync(path.join(root, name), 'utf8'),
    open: () => Workspace.open({ roots: [root], env: {}, cwd: root }),
  };
  for (const [name, content] of Object.entries(files)) workspace.write(name, content);
  return workspace;
}
