import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Files that no test has to write: what git runs, and what decides whether a person is asked. */
const guarded = /(?:^|\/)(?:\.git\/(?:hooks\/[^/]+|config)|\.testing-patterns\/escalation\.yaml)$/;

export function isGuarded(name: string): boolean {
  return guarded.test(name);
}

/** Those of a root that are there now. git's own examples are never run. A work tree of another repository has none. */
export async function guardedIn(root: string): Promise<readonly string[]> {
  const hooks = await readdir(path.join(root, '.git/hooks')).catch(() => []);
  const own = hooks.filter((name) => !name.endsWith('.sample')).map((name) => `.git/hooks/${name}`);
  return [...own, '.git/config', '.testing-patterns/escalation.yaml'];
}
