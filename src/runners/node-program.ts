import { execFileSync } from 'node:child_process';
import { RunnerError } from './runner.ts';

/** A Node to start the user's JavaScript runners with. */
export interface NodeProgram {
  readonly file: string;
  /** `24.21.0` */
  readonly version: string;
}

/** The Node that runs us, unless the environment variable TESTING_PATTERNS_NODE names another. @throws {RunnerError} */
export function nodeProgram(env: Readonly<Record<string, string | undefined>> = process.env): NodeProgram {
  const file = env.TESTING_PATTERNS_NODE;
  if (!file) return { file: process.execPath, version: process.versions.node };
  return { file, version: versionOf(file) };
}

const versions = new Map<string, string>();

function versionOf(file: string): string {
  const known = versions.get(file);
  if (known) return known;
  try {
    const version = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim().replace(/^v/, '');
    versions.set(file, version);
    return version;
  } catch {
    throw new RunnerError(
      `TESTING_PATTERNS_NODE names ${file}, which does not answer to --version. Allowed: the path of a Node program. Correct or unset the variable.`,
    );
  }
}

/** Whether a version is at least another: `atLeast('22.11.0', '22.12')` is false. */
export function atLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (const [index, number] of (want ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
