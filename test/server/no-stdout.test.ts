import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempWorkspace } from '../support/temp-workspace.ts';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const biome = path.join(projectFolder, 'node_modules/@biomejs/biome/bin/biome');
const ours = (name: string): string => readFileSync(path.join(projectFolder, name), 'utf8');

/** Lints a text, by this project's rules, as if it stood at a path of this project. */
function lint(file: string, text: string): { readonly failed: boolean; readonly says: string } {
  const { root } = tempWorkspace({
    'biome.json': ours('biome.json'),
    'lint/no-stdout.grit': ours('lint/no-stdout.grit'),
    [file]: text,
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', file], {
    cwd: root,
    encoding: 'utf8',
  });
  return { failed: status !== 0, says: `${stdout}${stderr}` };
}

describe('the lint rule that keeps stdout for the protocol', () => {
  it.each([
    "process.stdout.write('x');\n",
    "globalThis.process.stdout.write('x');\n",
    "import { stdout } from 'node:process';\n\nstdout.write('x');\n",
    "console.log('x');\n",
  ])('stops %o in whatever the server can reach', (text) => {
    expect(lint('src/server/example.ts', text).failed).toBe(true);
    expect(lint('src/commands/example.ts', text).failed).toBe(true);
  });

  it('says where to write instead', () => {
    expect(lint('src/analysis/example.ts', "process.stdout.write('x');\n").says).toContain('Log to stderr');
  });

  it('leaves stderr alone, and the one module that prints', () => {
    expect(lint('src/server/example.ts', "process.stderr.write('x');\n")).toMatchObject({ failed: false });
    expect(lint('src/commands/output.ts', "process.stdout.write('x');\n")).toMatchObject({ failed: false });
  });
});
