import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { program, projectFolder } from './program.ts';

/** Builds the program when a source is newer than it. `SKIP_BUILD=1` tests what is there. */
export default function setup(): void {
  if (process.env.SKIP_BUILD) return;
  const newest = Math.max(
    ...readdirSync(path.join(projectFolder, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs),
  );
  if (existsSync(program) && statSync(program).mtimeMs > newest) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: projectFolder, stdio: 'inherit' });
}
