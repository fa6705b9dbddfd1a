/**
 * How detect-test-pollution searches (github.com/asottile/detect-test-pollution at 7d0aaeb, `_bisect` in
 * detect_test_pollution.py), told in questions to an oracle: the victim alone, the victim after all others, then halves of what is
 * left, first halves only, until one is left; that one and the victim once more. Each question is one run. Its first step, which
 * only collects, is counted for neither of the two.
 *
 * @param {readonly number[]} others in the order in which they were collected, without the victim
 * @returns the test it names; or, as `gaveUp`, why it names none
 */
export async function halving(others, oracle) {
  const passedAfter = async (tests, purpose) => (await oracle.answer({ purpose, tests })).victim === 'passed';
  if (!(await passedAfter([], 'alone'))) return { gaveUp: 'the victim fails alone' };
  if (await passedAfter(others, 'after all others')) return { gaveUp: 'the victim passes after all others' };
  let left = others;
  while (left.length !== 1) {
    const middle = Math.floor(left.length / 2);
    const half = left.slice(0, middle);
    left = (await passedAfter(half, 'after the first half')) ? left.slice(middle) : half;
  }
  // Its own words: "unreachable? unexpected pass? report a bug?"
  if (await passedAfter(left, 'after the last one left'))
    return { gaveUp: 'the victim passes after the last one left' };
  return { found: left[0] };
}
