import type { Language } from './facts.ts';
import type { LanguageSupport } from './language.ts';

const extensions: Readonly<Record<string, Language>> = {
  py: 'python',
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'typescript',
  jsx: 'typescript',
  mjs: 'typescript',
  cjs: 'typescript',
};

/** The language a file's extension stands for; undefined when no reader takes it. */
export function languageOf(path: string): Language | undefined {
  return extensions[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
}

const loading = new Map<Language, Promise<LanguageSupport>>();

/** Loads a language's reader on first use: the compiler and the grammar cost half a second that a start must not pay. */
export function loadLanguage(language: Language): Promise<LanguageSupport> {
  const known = loading.get(language);
  if (known) return known;
  const support =
    language === 'python'
      ? import('./python/index.ts').then((module) => module.loadPython())
      : import('./typescript/index.ts').then((module) => module.loadTypeScript());
  loading.set(language, support);
  return support;
}
