import { importNames, styleOf } from '../../../edits/typescript.ts';
import type { CallFact, FunctionFact, Span, Suite, Variable } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { runnerModule } from '../runner.ts';

/** A statement of a describe body that awaits: `await open();`, `const db = await open();`. */
interface Awaiting {
  readonly call: CallFact;
  readonly statement: Span;
  /** What is awaited, as written. */
  readonly expression: string;
  readonly variable?: Variable;
}

/**
 * Moves what a describe callback awaits into hooks, and makes the callback synchronous. Undefined when the values are needed
 * while tests are registered, or when the statements are more than `await f()` and `const x = await f()`.
 */
export function moveToHook(context: RuleContext, suite: Suite, fn: FunctionFact): FixDraft | undefined {
  const { file, source } = context;
  const hook = hookName(context, suite);
  const keyword = /^async[\t ]+/.exec(source.text.slice(fn.asyncInsertAt, fn.asyncInsertAt + 20))?.[0];
  const awaits = awaitingStatements(context, fn);
  if (keyword === undefined || hook === undefined || !awaits || fn.expressionBody) return undefined;
  const edits = awaits.flatMap((awaiting) => inHook(context, awaiting, hook) ?? []);
  if (edits.length !== awaits.length) return undefined;
  const name = file.framework === 'jest' ? importNames(file, source, runnerModule(file), ['beforeAll']) : [];
  const sync = { start: fn.asyncInsertAt, end: fn.asyncInsertAt + keyword.length, text: '' };
  return { title: `Prepare in ${hook}`, safety: 'suggested', edits: [...name, sync, ...edits] };
}

function hookName({ file, source }: RuleContext, suite: Suite): string | undefined {
  if (file.framework === 'jest') return 'beforeAll';
  if (file.framework === 'mocha') return 'before';
  const runner = /^(\w+)\.describe\b/.exec(source.slice(suite.span))?.[1];
  return runner && `${runner}.beforeAll`;
}

/** Undefined when there is an await that is no statement of this form. */
function awaitingStatements({ file, source }: RuleContext, fn: FunctionFact): readonly Awaiting[] | undefined {
  const own = file.calls.filter(
    (call) => call.function === fn.id && call.handling === 'awaited' && call.block === fn.block,
  );
  const found = own.flatMap((call): Awaiting[] => {
    const text = source.slice(call.statement);
    const head = /^(?:(?:const|let)\s+([\w$]+)\s*=\s*)?await\s+/.exec(text);
    if (!head || call.statement.start + head[0].length !== call.span.start) return [];
    if (!/^;?$/.test(source.text.slice(call.span.end, call.statement.end).trim())) return [];
    const expression = source.slice(call.span);
    const plain = { call, statement: call.statement, expression };
    if (head[1] === undefined) return [plain];
    const variable = file.variables.find(
      ({ name, declaration }) => name === head[1] && contains(call.statement, declaration),
    );
    return variable ? [{ ...plain, variable }] : [];
  });
  const inner = file.functions.filter(({ parent }) => parent === fn.id).map(({ span }) => span);
  const written = [...source.slice(fn.body).matchAll(/\bawait\b/g)].filter(({ index }) => {
    const at = fn.body.start + index;
    return !inner.some((span) => span.start <= at && at < span.end);
  });
  return found.length > 0 && found.length === written.length ? found : undefined;
}

function inHook({ file, source }: RuleContext, awaiting: Awaiting, hook: string): Edit | undefined {
  const { call, statement, expression, variable } = awaiting;
  if (expression.includes('\n')) return undefined;
  const { semicolon } = styleOf(source);
  const { eol, indentUnit } = source;
  const indent = source.indentAt(statement.start);
  const lines = (body: string) =>
    [`${hook}(async () => {`, `${indentUnit}${body}${semicolon}`, `})${semicolon}`].join(`${eol}${indent}`);
  if (!variable) return { ...statement, text: lines(`await ${expression}`) };
  // Needed while the tests are registered: the value cannot come later.
  if (variable.accesses.some((access) => access.function === call.function)) return undefined;
  const type = typeFor(file.path, call);
  if (type === undefined) return undefined;
  const declared = `let ${variable.name}${type}${semicolon}${eol}${indent}`;
  return { ...statement, text: declared + lines(`${variable.name} = await ${expression}`) };
}

/** What a variable without a value needs in TypeScript; nothing in JavaScript. */
function typeFor(path: string, { callee }: CallFact): string | undefined {
  if (!/\.[cm]?tsx?$/.test(path)) return '';
  return /^[\w$]+$/.test(callee) ? `: Awaited<ReturnType<typeof ${callee}>>` : undefined;
}
