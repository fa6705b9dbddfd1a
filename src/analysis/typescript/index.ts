import type { LanguageSupport } from '../language.ts';

/** TypeScript and JavaScript. The compiler is loaded on the first call, not when the program starts. */
export async function loadTypeScript(): Promise<LanguageSupport> {
  const [{ readTypeScript }, { openTypeScriptProject }] = await Promise.all([
    import('./read.ts'),
    import('./project/index.ts'),
  ]);
  return { language: 'typescript', read: readTypeScript, project: openTypeScriptProject };
}
