import { spawnSync } from 'node:child_process';
import { preparedPython } from '../support/runners.ts';

const VERSIONS = `
import importlib.metadata, json, platform
found = {name.lower(): d.version for d in importlib.metadata.distributions() if (name := d.metadata["Name"])}
print(json.dumps({**found, "python": platform.python_version()}))
`;

const python: Readonly<Record<string, string>> = JSON.parse(
  spawnSync(preparedPython(), ['-c', VERSIONS], { encoding: 'utf8' }).stdout,
);

/** Of `sqlalchemy>=2, python>=3.12`, what the prepared Python does not have. */
export function missing(needs: string | undefined): string[] {
  if (needs === undefined) return [];
  return needs.split(',').flatMap((need) => {
    const [, name = '', wanted = ''] = /^\s*([\w.-]+?)\s*(?:>=\s*([\d.]+))?\s*$/.exec(need) ?? [];
    if (name === '')
      throw new Error(`"${need}" is no need of a block. Allowed: "name" or "name>=version", with commas between.`);
    const have = python[name.toLowerCase()];
    return have !== undefined && atLeast(have, wanted) ? [] : [need.trim()];
  });
}

function atLeast(have: string, wanted: string): boolean {
  const [left, right] = [have, wanted].map((version) =>
    version.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (const [at, part] of (right ?? []).entries()) {
    const own = left?.[at] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
