/** Files that only the type checker runs (`*.test-d.ts`, `__typetests__`): nothing in them happens at run time. */
export function isTypeTest(path: string): boolean {
  return /\.(?:test|spec)-d\.[cm]?tsx?$|\.tst\.tsx?$|(?:^|\/)__?type-?_?tests?__?\//.test(path);
}
