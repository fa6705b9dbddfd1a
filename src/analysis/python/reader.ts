import type { Framework, TestFile } from '../facts.ts';
import type { Naming } from '../language.ts';
import { tooDeep } from '../limits.ts';
import { moduleFunction } from '../module-function.ts';
import { readExpression } from './expressions.ts';
import type { Grammar, Parsed } from './grammar.ts';
import { bindModuleImports } from './imports.ts';
import { afterImports, commentsOf } from './layout.ts';
import { recordStatements } from './lines.ts';
import { pytestmark } from './marks.ts';
import { usualNaming } from './naming.ts';
import { errorProblems } from './problems.ts';
import { newScope } from './scopes.ts';
import { semanticProblems } from './semantics.ts';
import { type Place, Session } from './session.ts';
import { readStatement } from './statements.ts';
import { resolveNames } from './variables.ts';
import type { Walk } from './walk.ts';

/** Reads one Python file in one walk over its tree. */
export function readPython(
  grammar: Grammar,
  path: string,
  text: string,
  framework: Framework,
  naming: Naming = usualNaming,
): TestFile {
  const parsed = grammar.parse(text);
  const session = new Session(path, text, framework, naming);
  walkModule(parsed, session);
  // Gives the parameters of `session.functions` what is done with them.
  const { variables, memberWrites } = resolveNames(session);
  return {
    path,
    language: 'python',
    framework,
    imports: session.imports,
    functions: session.functions.map(({ yieldBlock: _, ...fact }) => fact),
    blocks: session.blocks,
    calls: session.calls,
    assertions: session.assertions,
    suites: session.suites,
    classes: Array.from(session.classes, ([name, { bases }]) => ({ name, bases })),
    tests: session.tests,
    hooks: session.hooks,
    fixtures: session.fixtures,
    variables,
    waits: session.waits,
    clocks: session.clocks,
    randoms: session.randoms,
    environment: session.environment,
    network: session.network,
    timers: session.timers,
    interceptions: session.interceptions,
    memberWrites,
    exits: session.exits,
    idle: session.idle,
    urls: session.urls,
    comments: commentsOf(parsed.comments, text),
    reexports: session.reexports,
    afterImports: afterImports(parsed.root, text),
    syntaxProblems: [
      ...(parsed.cut ? [tooDeep(text.length)] : []),
      ...errorProblems(parsed, text),
      ...semanticProblems(parsed, text),
    ].slice(0, 20),
  };
}

function walkModule({ root }: Parsed, session: Session): void {
  const whole = { start: 0, end: session.text.length };
  const scope = newScope({ kind: 'module', text: session.text, function: 0 });
  session.addBlock({ kind: 'module', parent: 0, function: 0, span: whole });
  session.functions.push({ ...moduleFunction(session.text.length), parameters: [], decorators: [] });
  const walk: Walk = {
    session,
    expression: (node, place, handling) => readExpression(node, walk, place, handling),
    body: (node, place) => {
      if (node) recordStatements(node, session, place);
      for (const statement of node?.children ?? []) readStatement(statement, walk, place);
    },
  };
  bindModuleImports(root, scope, session);
  session.moduleMarks.push(...pytestmark(root, scope, session));
  const place: Place = { scope, function: 0, block: 0, statement: whole, restoring: false };
  walk.body(root, place);
}
