import type { Framework } from '../../facts.ts';
import type { Configs } from './configs.ts';
import { frameworkFor } from './detect.ts';
import { dependency, type Manifests } from './manifests.ts';
import { isRecord, lookUp } from './values.ts';

/** Major version that a manifest above the file asks for; undefined for tags, links and catalogs. */
export function askedMajor(path: string, name: string, manifests: Manifests): number | undefined {
  for (const { value } of manifests.above(path)) {
    const range = dependency(value, name);
    if (range === undefined) continue;
    const major = /^[\s^~>=v]*(\d+)(?:[.\s<|-]|$)/.exec(range)?.[1];
    return major === undefined ? undefined : Number(major);
  }
  return undefined;
}

/**
 * The runner that config files and dependencies point to, where no script of a manifest above the file starts another one.
 * A file written for another runner is in the wrong place then.
 */
export function onlyRunner(path: string, configs: Configs, manifests: Manifests): Framework | undefined {
  const expected = frameworkFor(path, configs, manifests);
  if (expected === 'unknown' || expected === 'node:test') return undefined;
  const startsNode = manifests.above(path).some(({ value }) => {
    const scripts = lookUp(value, 'scripts');
    return (
      isRecord(scripts) &&
      Object.values(scripts).some(
        (script) => typeof script === 'string' && /\s--test\b|node:test|\bbun\b|\btap\b/.test(script),
      )
    );
  });
  return startsNode ? undefined : expected;
}
