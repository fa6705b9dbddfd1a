/**
 * Compares version texts by what they can do: `9.0` equals `9.0.0`, epochs, post releases and local parts do not count, and a
 * pre-release has what its release has, unless both texts are pre-releases of one version.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < Math.max(left.numbers.length, right.numbers.length); index += 1) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === undefined || right.pre === undefined) return 0;
  return left.pre.phase - right.pre.phase || left.pre.number - right.pre.number;
}

/** Is this a version number at all? */
export function isVersion(text: string): boolean {
  return /^\s*v?(?:\d+!)?\d/.test(text);
}

interface Version {
  readonly numbers: readonly number[];
  readonly pre: { readonly phase: number; readonly number: number } | undefined;
}

/** In the order of PEP 440: development, alpha, beta, candidate. */
const phases: Readonly<Record<string, number>> = {
  dev: 0,
  a: 1,
  alpha: 1,
  b: 2,
  beta: 2,
  c: 3,
  rc: 3,
  pre: 3,
  preview: 3,
};

function parse(text: string): Version {
  const [, release = '0', phase, number] =
    /^\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|dev|rc|a|b|c)[-_.]?(\d*))?/i.exec(text) ?? [];
  const rank = phases[phase?.toLowerCase() ?? ''];
  return {
    numbers: release.split('.').map(Number),
    pre: rank === undefined ? undefined : { phase: rank, number: Number(number ?? 0) },
  };
}
