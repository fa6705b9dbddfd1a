/**
 * What a number of runs says about the rate of failures. All of it is exact (binomial and hypergeometric distributions, no
 * normal approximation) and holds for independent trials only: runs in fresh processes.
 */

/** Of every bound that a verdict names, unless many tests are judged at once: see {@link correctedLevel}. */
export const usualLevel = 0.95;

/**
 * Two-sided interval (Clopper and Pearson 1934) that holds the true rate of failures with at least this probability,
 * whatever the rate is. `[0, 1]` for no runs.
 *
 * @throws {RangeError} unless 0 <= failures <= runs are whole numbers and 0 < level < 1; so do the others.
 */
export function clopperPearson(
  failures: number,
  runs: number,
  level = usualLevel,
): readonly [low: number, high: number] {
  const oneSided = 1 - (1 - level) / 2;
  return [lowerBound(failures, runs, oneSided), upperBound(failures, runs, oneSided)];
}

/** The true rate is at most this, with probability `level`. 59 clean runs: 0.05. 299: 0.01. */
export function upperBound(failures: number, runs: number, level = usualLevel): number {
  check(failures, runs, level);
  if (failures === runs) return 1;
  if (failures === 0) return -Math.expm1(Math.log1p(-level) / runs);
  return bisect((rate) => regularizedBeta(rate, failures + 1, runs - failures) < level);
}

/** The true rate is at least this, with probability `level`. */
export function lowerBound(failures: number, runs: number, level = usualLevel): number {
  check(failures, runs, level);
  if (failures === 0) return 0;
  if (failures === runs) return Math.exp(Math.log1p(-level) / runs);
  return bisect((rate) => regularizedBeta(rate, failures, runs - failures + 1) < 1 - level);
}

/**
 * How many runs without a failure show that something has changed since `failures` of `runs` were seen: a test that is
 * only as flaky as the lower bound of that would have failed in so many runs with probability `level`. Infinity when no
 * failure was seen: nothing can be shown then.
 */
export function cleanRunsNeeded(failures: number, runs: number, level = usualLevel): number {
  const rate = lowerBound(failures, runs, level);
  if (rate === 0) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.ceil(Math.log1p(-level) / Math.log1p(-rate)));
}

/**
 * Fisher's exact test, one-sided: how likely the first row would hold at least `a` of the first column's if both rows had
 * one rate. `fisherExact(failuresBefore, passesBefore, failuresAfter, passesAfter)` is small when the rate has fallen.
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  for (const count of [a, b, c, d])
    if (!isCount(count)) throw new RangeError(`A count is a whole number, not ${count}.`);
  const total = logChoose(a + b + c + d, a + c);
  let sum = 0;
  // All tables with the same sums that are as extreme or more so, the least likely first.
  for (let more = Math.min(b, c); more >= 0; more--) {
    sum += Math.exp(logChoose(a + b, a + more) + logChoose(c + d, c - more) - total);
  }
  return Math.min(1, sum);
}

/** Clean runs for which {@link fisherExact} against `failures` of `runs` falls to `1 - level`. Infinity without a failure. */
export function cleanRunsForFisher(failures: number, runs: number, level = usualLevel): number {
  check(failures, runs, level);
  if (failures === 0) return Number.POSITIVE_INFINITY;
  let enough = 1;
  while (allBefore(failures, runs, enough) > 1 - level) enough *= 2;
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (allBefore(failures, runs, middle) > 1 - level) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

/** The level for each of several statements so that all of them together hold with `level` (Bonferroni). */
export function correctedLevel(level: number, statements: number): number {
  check(0, statements, level);
  return 1 - (1 - level) / Math.max(1, statements);
}

/** How likely all failures fall among the first `runs` of `runs + clean`, if each run were as likely to fail. */
function allBefore(failures: number, runs: number, clean: number): number {
  let probability = 1;
  for (let index = 0; index < failures; index++) probability *= (runs - index) / (runs + clean - index);
  // The comparison with a round level must not hang on the last bit: 10/200 is 5 %.
  return probability - Number.EPSILON;
}

function check(failures: number, runs: number, level: number): void {
  if (!isCount(failures) || !isCount(runs) || failures > runs)
    throw new RangeError(
      `${failures} failures in ${runs} runs: whole numbers, failures at most the runs, are allowed.`,
    );
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies between 0 and 1, not at ${level}.`);
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0;
}

/** Where a predicate that is true from 0 up to somewhere turns false, to the last bit. */
function bisect(below: (rate: number) => boolean): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (below(middle)) low = middle;
    else high = middle;
  }
}

/** I_x(a, b): the probability of at least `a` successes in `a + b - 1` trials of probability `x`. */
function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  // The fraction converges fast on its side of the mean only.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < Number.EPSILON * 2) break;
  }
  return fraction;
}

function logBeta(a: number, b: number): number {
  return logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Of whole numbers from 0. Stirling's series is exact to the last bits from 16 on. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
