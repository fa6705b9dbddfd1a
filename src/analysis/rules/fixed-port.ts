import { insert } from '../edits/statements.ts';
import { styleOf } from '../edits/typescript.ts';
import type { CallFact, Span, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Edit, type FixDraft, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { fixedPortExamples } from './examples/fixed-port.ts';
import { packageCall } from './support/packages.ts';
import { type BoundPort, boundPorts } from './support/resources/ports.ts';
import { fixedPortsInPython } from './support/resources/ports-python.ts';
import { madeBy } from './support/state/holders.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

/**
 * A server of the test on a port with a number of its own: only one process of a machine can have it.
 * Source: vitejs/vite ace6e93239 and 8d478df78d (colliding ports), Ark0N/Codeman#440 (50 files with fixed ports, four of
 * them twice); `3000 + Math.random() * 1000` in agigante80/Actual-sync#95 and three more.
 */
export const fixedPort = defineRule({
  id: 'fixed-port',
  title: 'Server on a port that was chosen beforehand',
  cause: 'network',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/resources',
  why: 'A port belongs to one process of a machine. A test that insists on a number fails with EADDRINUSE when a development server, another test file or a second run has it, or talks to that one instead. A number picked by chance only makes that rarer.',
  examples: fixedPortExamples,
  *check(context) {
    const { file, source, helpers } = context;
    if (file.language === 'python') {
      yield* fixedPortsInPython(context);
      return;
    }
    if (file.tests.length === 0 || isTypeTest(file.path)) return;
    const bounds = boundPorts(file, source, helpers);
    const fixed = bounds.filter(({ port }) => port !== undefined);
    for (const group of [fixed, bounds.filter((bound) => !fixed.includes(bound))]) {
      const [first] = group;
      if (first) yield { at: first.argument.span, message: messageFor(group), fix: letSystemChoose(context, group) };
    }
  },
});

function messageFor(bounds: readonly BoundPort[]): string {
  const wayOut = 'Listen on port 0 and read the port back from the server (`server.address().port`).';
  const ports = [...new Set(bounds.flatMap(({ port }) => port ?? []))];
  if (ports.length === 0) {
    return `The port is picked by chance, so now and then it is taken and the test fails with EADDRINUSE. ${wayOut}`;
  }
  const named = ports.slice(0, 3).join(', ') + (ports.length > 3 ? ` and ${ports.length - 3} more` : '');
  const often = bounds.length > ports.length ? ` (${bounds.length} times in this file)` : '';
  return `Binds port ${named}${often}: the test fails with EADDRINUSE, or talks to a stranger, when another process of the machine has it. ${wayOut}`;
}

/** Each port mended by itself; none where they share a variable or one of them cannot be mended. */
function letSystemChoose(context: RuleContext, bounds: readonly BoundPort[]): FixDraft | undefined {
  const mended = bounds.map((bound) => zeroEdits(context, bound));
  const variables = bounds.flatMap(({ variable }) => variable?.id ?? []);
  const edits = mended.flatMap((each) => each ?? []);
  if (mended.includes(undefined) || new Set(variables).size !== variables.length) return undefined;
  return { title: 'Let the system choose a free port', safety: 'suggested', edits };
}

/** Port 0, and the variable of the port filled from the server once it listens. */
function zeroEdits(context: RuleContext, bound: BoundPort): readonly Edit[] | undefined {
  const { file, source } = context;
  const { call, argument, variable } = bound;
  if (!/^[\w$]+\.listen$/.test(call.callee)) return undefined;
  const zero: Edit = { ...argument.span, text: '0' };
  if (!variable) return isMentionedElsewhere(source, bound) ? undefined : [zero];
  const declaration = numberDeclaration(source, bound);
  const statement = awaitingStatement(file, call);
  const readBack = statement && readBackLine(file, source, bound, statement);
  if (!declaration || !statement || readBack === undefined) return undefined;
  const { start, end } = statement;
  return [...declaration, zero, insert(end, `${source.eol}${source.indentAt(start)}${readBack}`)];
}

/** The number stands somewhere else, too: in an address, in an expectation. */
function isMentionedElsewhere(source: Source, { argument }: BoundPort): boolean {
  const text = source.slice(argument.span);
  return source.text.split(new RegExp(`\\b${text}\\b`)).length !== 2;
}

/** `const port = 3000` becomes `let port = 0`, when it stands alone at the top of the file or of a suite. */
function numberDeclaration(source: Source, { variable, argument }: BoundPort): Edit[] | undefined {
  const { initializer } = variable ?? {};
  if (!variable || !initializer || argument.kind !== 'name' || variable.initial?.kind !== 'number') return undefined;
  const line = source.text.slice(source.lineStart(variable.nameSpan.start), initializer.start);
  const keyword = /^(\s*)(const|let)(\s+[\w$]+(?:\s*:\s*number)?\s*=\s*)$/.exec(line);
  if (!keyword) return undefined;
  const at = source.lineStart(variable.nameSpan.start) + (keyword[1]?.length ?? 0);
  const toLet: Edit[] = keyword[2] === 'const' ? [{ start: at, end: at + 5, text: 'let' }] : [];
  return [...toLet, { ...initializer, text: '0' }];
}

/** `await new Promise((resolve) => server.listen(port, resolve));` around the call. */
function awaitingStatement(file: TestFile, call: CallFact): Span | undefined {
  const outer = file.calls[file.functions[call.function]?.argumentOf ?? -1];
  return outer?.callee === 'new Promise' && outer.handling === 'awaited' ? outer.statement : undefined;
}

/** `port = server.address().port;`, where nobody has asked for the port before. */
function readBackLine(
  file: TestFile,
  source: Source,
  { call, variable }: BoundPort,
  statement: Span,
): string | undefined {
  const server = call.callee.split('.')[0] ?? '';
  const holder = variableNamed(file, server, call.function);
  if (!variable || variable.level === 'function' || !holder) return undefined;
  const makers = madeBy(file, source, holder);
  const isNodes = (maker: CallFact) => /^(?:http|https|http2|net|tls)$/.test(packageCall(maker)?.module ?? '');
  if (makers.length === 0 || !makers.every(isNodes)) return undefined;
  const early = variable.accesses.some(({ span, function: at }) => {
    const role = file.functions[at]?.role;
    if (role === 'module' || role === 'suite') return true;
    return isWithin(file, call.function, at) && span.start < statement.start;
  });
  if (early) return undefined;
  const typed = /\.[cm]?tsx?$/.test(file.path);
  const address = typed
    ? `(${server}.address() as import(${styleOf(source).quote}node:net${styleOf(source).quote}).AddressInfo)`
    : `${server}.address()`;
  return `${variable.name} = ${address}.port${styleOf(source).semicolon}`;
}
