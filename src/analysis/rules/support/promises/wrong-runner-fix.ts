import { removeStatement } from '../../../edits/statements.ts';
import { importNames, styleOf } from '../../../edits/typescript.ts';
import type { CallFact, Import } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';

/** Functions that node:test, Vitest and Jest have under one name and with one meaning. */
const shared = new Set(['test', 'it', 'describe', 'beforeEach', 'afterEach']);
/** What `vi` and `jest` both have. */
const sharedMocks =
  /^(?:fn|spyOn|mock|unmock|doMock|mocked|useFakeTimers|useRealTimers|setSystemTime|getMockedSystemTime|advanceTimersByTime(?:Async)?|advanceTimersToNextTimer|runAllTimers(?:Async)?|runOnlyPendingTimers(?:Async)?|clearAllTimers|getTimerCount|clearAllMocks|resetAllMocks|restoreAllMocks|resetModules|isMockFunction)$/;

const modules: Readonly<Record<string, string>> = { vitest: 'vitest', jest: '@jest/globals' };

/** Takes the names from the runner that runs the file; only where they mean the same there. */
export function inOwnRunner(context: RuleContext, entry: Import): FixDraft | undefined {
  const { file, source, project } = context;
  const together = file.imports.filter(({ statement }) => statement.start === entry.statement.start);
  const isPlain = together.every(
    ({ name, local, typeOnly }) => !typeOnly && name === local && isShared(entry.module, name),
  );
  const usesContext =
    entry.module === 'node:test' &&
    file.tests.some((test) => (file.functions[test.function]?.parameters.length ?? 0) > 0);
  if (!isPlain || usesContext || !/^import\s*\{/.test(source.slice(entry.statement))) return undefined;
  const own = modules[file.framework];
  const right = own === entry.module ? modules[project.runner.expected ?? ''] : own;
  if (right === undefined) return undefined;
  const edits =
    own === entry.module
      ? otherModule(context, entry, right)
      : [
          removeStatement(source, entry.statement),
          ...importNames(
            file,
            source,
            right,
            together.map(({ name }) => name),
          ),
        ];
  if (edits.length === 0) return undefined;
  return { title: `Import from ${right}`, safety: 'suggested', edits };
}

/** The whole file is written for another runner: the same names, from another module. */
function otherModule({ source }: RuleContext, { statement, module }: Import, right: string): Edit[] {
  const at = source.slice(statement).lastIndexOf(module);
  if (at === -1) return [];
  const start = statement.start + at;
  return [{ start, end: start + module.length, text: right }];
}

function isShared(module: string, name: string): boolean {
  return shared.has(name) || (module !== 'node:test' && /^(?:expect|beforeAll|afterAll)$/.test(name));
}

/** `jest.fn` -> `vi.fn`, where every call has its like. */
export function renameObject(
  { file, source }: RuleContext,
  calls: readonly CallFact[],
  from: string,
  to: string,
): FixDraft | undefined {
  const edits: Edit[] = [];
  for (const { callee, calleeSpan } of calls) {
    const isWritten = source.text.startsWith(`${from}.`, calleeSpan.start);
    if (!isWritten || !sharedMocks.test(callee.slice(from.length + 1).split(/[.(]/)[0] ?? '')) return undefined;
    // Links of one chain share their first name.
    const edit = { start: calleeSpan.start, end: calleeSpan.start + from.length, text: to };
    if (!edits.some(({ start }) => start === edit.start)) edits.push(edit);
  }
  const names = importNames(file, source, to === 'vi' ? 'vitest' : '@jest/globals', [to]);
  return { title: `Use \`${to}\``, safety: 'suggested', edits: [...names, ...edits] };
}

/** `fail('no')` -> `expect.fail('no')` in Vitest, `throw new Error('no')` elsewhere. */
export function throwInstead({ file, source }: RuleContext, call: CallFact): FixDraft | undefined {
  const isStatement = call.handling === 'dropped' && call.statement.start === call.span.start;
  const [message, ...more] = call.arguments;
  if (call.callee !== 'fail' || !isStatement || more.length > 0) return undefined;
  if (file.framework === 'vitest') {
    const names = importNames(file, source, 'vitest', ['expect']);
    return {
      title: 'Use `expect.fail`',
      safety: 'suggested',
      edits: [...names, { ...call.calleeSpan, text: 'expect.fail' }],
    };
  }
  const text = message === undefined ? '' : source.slice(message.span);
  const isText = message === undefined || message.kind === 'string' || message.kind === 'template';
  const end = source.text[call.statement.end - 1] === ';' ? ';' : styleOf(source).semicolon;
  return {
    title: 'Throw an error',
    safety: 'suggested',
    edits: [{ ...call.statement, text: isText ? `throw new Error(${text})${end}` : `throw ${text}${end}` }],
  };
}
