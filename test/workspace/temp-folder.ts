import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A real folder that is gone after the test: `using folder = tempFolder()`, or `dispose()` in a hook. */
export class TempFolder {
  readonly path = realpathSync(mkdtempSync(path.join(tmpdir(), 'testing-patterns-')));

  at(...parts: string[]): string {
    return path.join(this.path, ...parts);
  }

  write(name: string, content: string | Uint8Array = ''): string {
    const full = this.at(name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  }

  folder(name: string): string {
    mkdirSync(this.at(name), { recursive: true });
    return this.at(name);
  }

  link(name: string, target: string): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    symlinkSync(target, this.at(name));
  }

  /** As on a machine that nobody has set up: neither signs every commit nor runs hooks, and speaks of this folder alone. */
  git(...args: string[]): string {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always'];
    const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '', GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', [...identity, ...args], { cwd: this.path, env, encoding: 'utf8', stdio: 'pipe' });
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
