import type { LanguageSupport } from '../language.ts';
import { loadGrammar } from './grammar.ts';
import { pythonProject } from './project/project.ts';
import { readPython } from './reader.ts';

/** Loads the parser (once is enough for a process); reading is synchronous from then on. */
export async function loadPython(): Promise<LanguageSupport> {
  const grammar = await loadGrammar();
  return {
    language: 'python',
    read: (path, text, framework, naming) => readPython(grammar, path, text, framework, naming),
    project: pythonProject,
  };
}
