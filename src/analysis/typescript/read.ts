import { ts } from 'ts-morph';
import type { Framework, SyntaxProblem, TestFile } from '../facts.ts';
import { tooDeep } from '../limits.ts';
import { commentsOf } from './comments.ts';
import { detectFramework } from './framework.ts';
import { afterImports } from './imports.ts';
import { Session } from './session.ts';
import { scriptKind } from './syntax.ts';
import { Walk } from './walk.ts';

/** Reads one TypeScript or JavaScript file in one walk. Never throws: what cannot be read is a syntax problem. */
export function readTypeScript(path: string, text: string, framework: Framework): TestFile {
  try {
    return read(path, text, framework);
  } catch (error) {
    // The compiler and the walk go down the tree by recursion, and the stack ends somewhere.
    if (!(error instanceof RangeError)) throw error;
    return { ...read(path, '', framework), syntaxProblems: [tooDeep(text.length)] };
  }
}

function read(path: string, text: string, framework: Framework): TestFile {
  const file = parse(path, text);
  const session = new Session(file, detectFramework(file, framework));
  new Walk(session).run();
  session.finish();
  return {
    ...factsOf(session),
    path,
    language: 'typescript',
    comments: commentsOf(file),
    afterImports: afterImports(file),
    syntaxProblems: diagnosticsOf(file),
  };
}

type Facts = Omit<TestFile, 'path' | 'language' | 'comments' | 'afterImports' | 'syntaxProblems'>;

function factsOf(session: Facts): Facts {
  const { framework, imports, functions, blocks, calls, assertions, suites, tests, hooks, fixtures, variables, waits } =
    session;
  const { clocks, randoms, environment, network, timers, interceptions, memberWrites, exits, idle, urls, reexports } =
    session;
  return {
    framework,
    imports,
    functions,
    blocks,
    calls,
    assertions,
    suites,
    tests,
    hooks,
    fixtures,
    variables,
    waits,
    clocks,
    randoms,
    environment,
    network,
    timers,
    interceptions,
    memberWrites,
    exits,
    idle,
    urls,
    reexports,
  };
}

function parse(path: string, text: string): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(path, text, options, true, scriptKind(path));
}

/** `parseDiagnostics` is on every source file but not in the public types. */
function diagnosticsOf(file: ts.SourceFile): SyntaxProblem[] {
  if (!('parseDiagnostics' in file) || !Array.isArray(file.parseDiagnostics)) return [];
  const diagnostics: readonly ts.DiagnosticWithLocation[] = file.parseDiagnostics;
  return diagnostics.map(({ messageText, start, length }) => ({
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
    span: { start, end: start + length },
  }));
}
