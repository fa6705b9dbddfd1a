import { lstat, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Environment, maxFileBytes } from '../workspace/index.ts';
import type { PolicyFile } from './policy-file.ts';

/**
 * Policies outside of every workspace, for all of them: the person's own (`$XDG_CONFIG_HOME`, else `~/.config`; Windows:
 * `%APPDATA%`), and the machine's, which only root can change.
 */
export function userPolicyPaths(env: Environment, platform: NodeJS.Platform = process.platform): readonly string[] {
  const home = env.HOME || env.USERPROFILE || homedir();
  const name = path.join('testing-patterns-mcp', 'escalation.yaml');
  // A relative folder would be one of whatever project the server happens to run in.
  const given = (folder: string | undefined) => (folder !== undefined && path.isAbsolute(folder) ? folder : undefined);
  if (platform === 'win32') return [path.join(given(env.APPDATA) ?? path.join(home, 'AppData', 'Roaming'), name)];
  return [path.join('/etc', name), path.join(given(env.XDG_CONFIG_HOME) ?? path.join(home, '.config'), name)];
}

export async function readUserPolicies(env: Environment): Promise<readonly PolicyFile[]> {
  const files = await Promise.all(userPolicyPaths(env).map(readIfThere));
  return files.filter((file) => file !== undefined);
}

/** Links are followed: the file is the person's, and many keep theirs elsewhere. */
async function readIfThere(file: string): Promise<PolicyFile | undefined> {
  try {
    await lstat(file);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : { path: file, problem: `cannot be read (${code})` };
  }
  try {
    const entry = await stat(file);
    if (!entry.isFile()) return { path: file, problem: 'is not a regular file' };
    if (entry.size > maxFileBytes) return { path: file, problem: `is larger than 2 MB (${entry.size} bytes)` };
    return { path: file, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    return { path: file, problem: `cannot be read (${codeOf(error)})` };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
