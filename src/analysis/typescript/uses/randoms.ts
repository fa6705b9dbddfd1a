import type { RandomUse } from '../../facts.ts';
import { type Seen, useAt } from '../seen.ts';

/** Records uses and seeds of chance. UUIDs are left out: they exist to be unique. */
export function recogniseRandom(seen: Seen): void {
  const use = useOf(seen);
  if (use) seen.session.randoms.push({ ...useAt(seen), via: seen.path, ...use });
}

function useOf({ path, origin, session, arguments: args }: Seen): Pick<RandomUse, 'source' | 'seeds'> | undefined {
  if (path === 'Math.random') return { source: 'math', seeds: false };
  if (
    /^(?:(?:window|globalThis|global|self)\.)?crypto\.(?:webcrypto\.)?(getRandomValues|randomInt|randomBytes|randomFillSync)$/.test(
      path,
    )
  ) {
    return { source: 'crypto', seeds: false };
  }
  if (/^faker\w*\./.test(path) || (origin && /^(@faker-js\/faker|faker)(\/|$)/.test(origin.module))) {
    if (path.includes('()') || path.startsWith('new ')) return undefined;
    if (/\.(setDefaultRefDate|setLocale|string\.uuid|datatype\.uuid)$/.test(path)) return undefined;
    return { source: 'faker', seeds: path.endsWith('.seed') };
  }
  if (path === 'new Chance' || path === 'seedrandom')
    return args.length > 0 ? { source: 'other', seeds: true } : undefined;
  // A word that people also use for values of their own.
  const isLibrary = session.imports.some(({ module }) => module === 'chance');
  if (isLibrary && /^chance\.\w+$/.test(path) && !/\.(guid|hash|mixin)$/.test(path))
    return { source: 'other', seeds: false };
  if (/^(?:_|lodash)\.(random|sample|sampleSize|shuffle)$/.test(path)) return { source: 'other', seeds: false };
  if (origin && /^lodash(-es)?$/.test(origin.module) && /^(random|sample|sampleSize|shuffle)$/.test(path)) {
    return { source: 'other', seeds: false };
  }
  return undefined;
}
