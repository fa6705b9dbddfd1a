/** Scripts of `package.json` that run tests, by their name or by the runner that they start. */
export function isTestScript(name: string, command: string): boolean {
  return (
    /(?:^|[:._-])(?:pre|post)?(?:tests?|e2e|specs?|ci|unit|integration|coverage)(?:$|[:._-])/i.test(name) ||
    /(?:^|[\s/"'=])(?:vitest|jest|playwright|mocha|cypress|pytest|ava|tap|jasmine|karma|wdio)(?:\s|$|["'])|\bnode\b[^|;]{0,100}\s--test\b/.test(
      command,
    )
  );
}
