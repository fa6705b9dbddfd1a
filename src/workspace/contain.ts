import type { PlatformPath } from 'node:path';

/** The part of `node:path` that decides what a path means, so that Windows rules are testable everywhere (`path.win32`). */
export type PathRules = Pick<PlatformPath, 'relative' | 'isAbsolute' | 'sep'>;

const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .:].*)?$/i;

/**
 * Where `full` lies below `root`, `/`-separated: `''` for the root itself, undefined when it lies outside. Both must be
 * absolute real paths. A sibling with the same prefix (`/ws-evil`) is outside; a file named `..foo` is inside.
 */
export function relativeInside(root: string, full: string, rules: PathRules): string | undefined {
  const relative = rules.relative(root, full);
  if (relative === '..' || relative.startsWith(`..${rules.sep}`) || rules.isAbsolute(relative)) return undefined;
  return relative.split(rules.sep).join('/');
}

/**
 * Do two spellings mean one place? Linux tells all spellings apart; elsewhere file systems hand names back in another Unicode
 * form or letter case.
 */
export function samePath(one: string, other: string, platform: NodeJS.Platform = process.platform): boolean {
  const folded = (spelling: string) => spelling.normalize().toLowerCase();
  return one === other || (platform !== 'linux' && folded(one) === folded(other));
}

/**
 * Why the spelling of a path is refused before the disk is asked, or undefined when it is fine.
 *
 * @param roots real paths: only below them may another machine be asked, which is told who asks
 */
export function spellingProblem(path: string, rules: PathRules, roots: readonly string[] = []): string | undefined {
  if (path.trim() === '') return 'is empty';
  if (path.includes('\0')) return 'holds a NUL character';
  return rules.sep === '\\' ? windowsProblem(path, rules, roots) : undefined;
}

function windowsProblem(path: string, rules: PathRules, roots: readonly string[]): string | undefined {
  if (/^[\\/]{2}[?.](?:[\\/]|$)/.test(path)) return 'is a device path';
  if (/^[\\/]{2}/.test(path) && !roots.some((root) => relativeInside(root, path, rules) !== undefined))
    return 'is on another machine';
  if (/^[a-z]:(?![\\/])/i.test(path)) return 'is relative to a drive';
  const segments = path.replace(/^[a-z]:/i, '').split(/[\\/]/);
  if (segments.some((segment) => segment.includes(':'))) return 'names an alternate data stream';
  if (segments.some((segment) => windowsDevice.test(segment))) return 'names a device';
  // Windows drops trailing dots and spaces, so that two spellings would mean one file.
  if (segments.some((segment) => /[ .]$/.test(segment) && !/^\.{1,2}$/.test(segment)))
    return 'has a part that ends in a dot or space';
  return undefined;
}
