import { lstat, readFile, stat } from 'node:fs/promises';
import { codeOf } from '../error-code.ts';
import { type Environment, maxFileBytes } from '../workspace/index.ts';
import { personalFiles } from './personal-files.ts';
import type { PolicyFile } from './policy-file.ts';

/** Policies for all workspaces: the machine's and the person's own. */
export function userPolicyPaths(env: Environment, platform?: NodeJS.Platform): readonly string[] {
  return personalFiles('escalation.yaml', env, platform);
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
    return { path: file, problem: `cannot be read (${codeOf(error) ?? 'unknown error'})` };
  }
}
