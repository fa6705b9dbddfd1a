import { ts } from 'ts-morph';
import type { Framework } from '../facts.ts';
import { requiredModule } from './imports.ts';
import { runnerModules, runnerOf } from './vocabulary.ts';

/** The framework a file is written for: its imports, then the globals it uses, then what the project says. */
export function detectFramework(file: ts.SourceFile, fallback: Framework): Framework {
  const { values, types } = modulesOf(file);
  const imported = firstRunner(values);
  if (imported && imported !== 'unknown') return imported;
  if (imported === 'unknown') return 'unknown';
  const { text } = file;
  if (
    /\bvi\.(?:fn|mock|spyOn|useFakeTimers|useRealTimers|stubGlobal|stubEnv|hoisted|mocked|restoreAllMocks|clearAllMocks|resetAllMocks|resetModules|advance\w+|waitFor)\s*[(<]/.test(
      text,
    )
  ) {
    return 'vitest';
  }
  if (
    /\bjest\.(?:fn|mock|spyOn|useFakeTimers|useRealTimers|requireActual|restoreAllMocks|clearAllMocks|resetAllMocks|resetModules|setTimeout|advance\w+|doMock|mocked)\s*[(<]/.test(
      text,
    )
  ) {
    return 'jest';
  }
  if (fallback !== 'unknown') return fallback;
  const typed = firstRunner(types);
  if (typed && typed !== 'unknown') return typed;
  return values.has('chai') || values.has('sinon') ? 'mocha' : 'unknown';
}

function firstRunner(modules: ReadonlySet<string>): Framework | undefined {
  for (const [pattern, framework] of runnerModules) {
    for (const module of modules) if (pattern.test(module)) return framework;
  }
  return undefined;
}

/** Modules of top-level imports and requires, apart from the ones that give only types. */
function modulesOf(file: ts.SourceFile): { readonly values: Set<string>; readonly types: Set<string> } {
  const values = new Set<string>();
  const types = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteralLike(statement.moduleSpecifier)) {
      (givesValues(statement.importClause) ? values : types).add(statement.moduleSpecifier.text);
    } else if (ts.isVariableStatement(statement)) {
      for (const { initializer } of statement.declarationList.declarations) {
        const module = initializer && requiredModule(initializer)?.module;
        if (module) values.add(module);
      }
    } else if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      ts.isStringLiteralLike(statement.moduleSpecifier)
    ) {
      if (runnerOf(statement.moduleSpecifier.text)) values.add(statement.moduleSpecifier.text);
    }
  }
  return { values, types };
}

function givesValues(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (clause.name || !clause.namedBindings || ts.isNamespaceImport(clause.namedBindings)) return true;
  const { elements } = clause.namedBindings;
  return elements.length === 0 || elements.some((element) => !element.isTypeOnly);
}
