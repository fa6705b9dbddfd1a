import type { Failure } from './failure.ts';

/** A test's name without what runners write differently: separators, parameters, the number of a repeat. */
export function nameOf(test: string): string {
  return withoutParameters(test)
    .replace(/ #\d+$/, '')
    .replace(/::| > | › |[.\s]/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** `path::name` as verify_tests takes it; undefined when the test or its file is not known. */
export function testId({ format, test }: Failure, path: string | undefined): string | undefined {
  if (test === undefined || path === undefined) return undefined;
  const isPython = format === 'pytest' || format === 'unittest';
  if (!isPython) return `${path}::${test}`;
  const name = withoutParameters(test);
  return `${path}::${name.replaceAll('.', '::')}${test.slice(name.length)}`;
}

function withoutParameters(test: string): string {
  const at = test.indexOf('[');
  return at > 0 && test.endsWith(']') ? test.slice(0, at) : test;
}
