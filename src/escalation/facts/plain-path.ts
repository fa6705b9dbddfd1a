import path from 'node:path';

/**
 * One spelling for all that some file system takes for the same file: separators, `.` and `..`, letter case, Unicode forms,
 * characters that HFS+ skips, and what Windows drops (trailing dots and blanks, `::$DATA`).
 */
export function plainPath(given: string): string {
  const folded = given
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll('\\', '/')
    .toLowerCase();
  return path.posix
    .normalize(folded)
    .split('/')
    .map((name) => (/^\.{1,2}$/.test(name) ? name : name.replace(/(?<=.):.*$/s, '').replace(/[ .]+$/, '')))
    .join('/');
}
