/** The autouse fixtures of a conftest.py, as text: it is asked for before files are parsed. */
function autouseFixtures(conftest: string): readonly string[] {
  return conftest.split(/^(?=@)/m).filter((part) => /^@[\w.]*fixture\([^)]*autouse\s*=\s*True/.test(part));
}

/** A fixture around every test saves the environment and puts it back, so direct writes to it do not leak. */
export function restoresEnvironment(conftest: string): boolean {
  return autouseFixtures(conftest).some(
    (fixture) =>
      /\bpatch\.dict\(\s*["']?os\.environ[\s\S]*\byield\b/.test(fixture) ||
      /\byield\b[\s\S]*\benviron\.(?:clear|update)\(/.test(fixture),
  );
}

/** A fixture around every test seeds the generators. */
export function seedsRandom(conftest: string): boolean {
  return autouseFixtures(conftest).some((fixture) =>
    /\b(?:random|np|numpy|faker|Faker)(?:\.random)?\.seed\(|\bseed_(?:everything|all)\(/.test(fixture),
  );
}
