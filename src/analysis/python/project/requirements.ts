import type { KnownVersion } from '../../project.ts';
import { rangeOf } from './ranges.ts';

/** One file's word on a distribution; `{}` says that it is used, in whatever version. */
export interface Statement {
  readonly name: string;
  readonly version: KnownVersion;
}

export function normalised(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
}

/** A line like `name[extra]==1.2.3 ; marker  # comment` (PEP 508). Nothing for options, paths and addresses. */
export function requirement(line: string): Statement[] {
  const [, name, rest = ''] =
    /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(line.replace(/(^|\s)#.*$/, '')) ?? [];
  if (name === undefined || !/^($|[=<>!~;@(\\])/.test(rest)) return [];
  // Behind these come markers, an address, hashes.
  const specifier = rest.startsWith('@') ? '' : rest.replace(/[;\\].*$|\s--.*$/, '').replace(/[()]/g, '');
  return [{ name: normalised(name), version: rangeOf(specifier) }];
}

export function requirements(lines: readonly string[]): Statement[] {
  return lines.flatMap(requirement);
}

/** The files that a requirements file takes in: `-r base.txt`, `--requirement=base.txt`, `-c constraints.txt`. */
export function includedFiles(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^\s*(?:-[rc]\s*|--(?:requirement|constraint)[\s=]+)([^\s#]+)/.exec(line)?.[1] ?? []);
}
