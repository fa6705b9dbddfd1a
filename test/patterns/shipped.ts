import { bundledPatternsDir, loadPatterns, type PatternLanguage } from '../../src/patterns/index.ts';
import { type CodeBlock, codeBlocks } from './blocks.ts';

export const library = await loadPatterns(bundledPatternsDir());

export const documents = library.list().flatMap(({ uri }) => library.get(uri) ?? []);

/** The documents of one language: all, or those that PATTERN names (`PATTERN=async/concurrency,flaky/identify`). */
export function documentsIn(language: PatternLanguage) {
  const asked = process.env.PATTERN?.split(',');
  return documents.filter((document) => document.language === language && (asked?.includes(document.id) ?? true));
}

/** Those blocks of a language that are code to be run. */
export function codeIn(language: PatternLanguage): CodeBlock[] {
  const fence = language === 'python' ? 'python' : 'ts';
  return documentsIn(language)
    .flatMap(codeBlocks)
    .filter((block) => block.language === fence);
}
