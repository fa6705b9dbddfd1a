import { ts } from 'ts-morph';
import type { Framework, SyntaxProblem, TestFile } from '../facts.ts';
import { commentsOf } from './comments.ts';
import { detectFramework } from './framework.ts';
import { afterImports } from './imports.ts';
import { Session } from './session.ts';
import { scriptKind } from './syntax.ts';
import { Walk } from './walk.ts';

/** Reads one TypeScript or JavaScript file in one walk. Never throws: what cannot be read is a syntax problem. */
export function readTypeScript(path: string, text: string, framework: Framework): TestFile {
  const problems: SyntaxProblem[] = [];
  const file = parse(path, text, problems);
  const session = new Session(file, detectFramework(file, framework));
  try {
    new Walk(session).run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({
      message: 'The code is nested too deeply to be read to the end.',
      span: { start: 0, end: text.length },
    });
  }
  session.finish();
  return {
    ...factsOf(session),
    path,
    language: 'typescript',
    comments: commentsOf(file),
    afterImports: afterImports(file),
    syntaxProblems: problems,
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

function parse(path: string, text: string, problems: SyntaxProblem[]): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  try {
    const file = ts.createSourceFile(path, text, options, true, scriptKind(path));
    problems.push(...diagnosticsOf(file));
    return file;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ message: `The parser gave up: ${reason}`, span: { start: 0, end: text.length } });
    return ts.createSourceFile(path, '', options, true, scriptKind(path));
  }
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
