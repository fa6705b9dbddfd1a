import type { Argument, TestFile } from '../../../facts.ts';

/** The file puts an automatic or hand-made mock in the place of the module: what it exports belongs to the test. */
export function isMockedModule(file: TestFile, module: Argument['value']): boolean {
  return file.interceptions.some(({ via, target }) => /\.(?:mock|doMock)$/.test(via) && target === module);
}
