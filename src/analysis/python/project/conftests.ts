/** The fixtures of a conftest.py that force themselves on every test: decorator and body. */
function autouseFixtures(text: string): readonly string[] {
  const fixtures = text.split(/^(?=[ \t]*@(?:pytest|pytest_asyncio)\.fixture\b)/m);
  return fixtures
    .filter((fixture) => /^[ \t]*@\w+\.fixture\([^)]*\bautouse\s*=\s*True/.test(fixture))
    .map(withoutWhatFollows);
}

/** The text up to the next definition at the level of the fixture's own. */
function withoutWhatFollows(fixture: string): string {
  const indent = /^[ \t]*/.exec(fixture)?.[0] ?? '';
  const body = fixture.search(/^[ \t]*(?:async[ \t]+)?def[ \t]/m);
  const rest = fixture.slice(body + 1);
  const next = rest.search(new RegExp(`^${indent}(?=\\S)(?!\\))`, 'm'));
  return next <= 0 ? fixture : fixture.slice(0, body + 1 + next);
}

/** A fixture around every test saves the environment and puts it back, so direct writes to it do not leak. */
export function restoresEnvironment(text: string): boolean {
  return autouseFixtures(text).some(
    (fixture) =>
      /\bpatch\.dict\(\s*["']?os\.environ[\s\S]*\byield\b/.test(fixture) ||
      /\byield\b[\s\S]*\benviron\.(?:clear|update)\(/.test(fixture),
  );
}

/** A fixture around every test seeds the generators. */
export function seedsRandom(text: string): boolean {
  return autouseFixtures(text).some((fixture) =>
    /(?:\brandom|\bnp|\bnumpy|\bfaker|\bFaker)(?:\.random)?\.seed\(|seed_(?:everything|all)\(/.test(fixture),
  );
}
