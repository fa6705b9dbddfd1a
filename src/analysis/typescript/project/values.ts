/** What can be known of a config file without running it. Unknown parts are left out. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };

export function isRecord(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows keys; undefined as soon as one is missing. */
export function lookUp(value: Value, ...keys: readonly string[]): Value {
  let at = value;
  for (const key of keys) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** One string or a list of them, as config files often allow. */
export function texts(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Later values win; records are merged key by key, lists are joined (as Vite's `mergeConfig` does). */
export function merge(first: Value, second: Value): Value {
  if (second === undefined) return first;
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  if (!isRecord(first) || !isRecord(second)) return second;
  const merged: Record<string, Value> = { ...first };
  for (const [key, value] of Object.entries(second)) merged[key] = merge(first[key], value);
  return merged;
}
