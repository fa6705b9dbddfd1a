import { insert, removeStatement, standsAlone } from '../edits/statements.ts';
import type { CallFact, TestFile, Variable } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { wholeName } from '../words.ts';
import { hoistedMockExamples } from './examples/hoisted-mock.ts';
import { type Place, placeOf } from './support/places.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A module mock does not run where it stands. Vitest moves it to the top of the file (measured: 4.1 warns, 5.1 throws below
 * the top level); Jest moves it to the top of the function around it, which is after the imports (measured with jest 30:
 * `jest.mock` in a test, a hook or a describe body leaves what the file has imported as it was).
 */
export const hoistedMock = defineRule({
  id: 'hoisted-mock',
  title: 'Module mock that does not run where it stands',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest'],
  pattern: 'mocking/restore',
  why: 'vi.mock and jest.mock are moved up before anything runs. Written in a test they look like they belonged to it, but in Vitest they hold for the whole file (and version 5 refuses them), and in Jest they come too late for what the file imports.',
  examples: hoistedMockExamples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const call of file.calls) {
      const found = /^(vi|jest)\.(mock|unmock|hoisted)$/.exec(call.callee);
      if (!found || (found[1] === 'vi') !== (file.framework === 'vitest') || isOfAnother(file, call)) continue;
      const report = isTopLevel(file, call) ? judgeFactory(context, call) : judgePlace(context, call);
      if (report) yield report;
    }
  },
});

/** `vi` is a variable or parameter of the file's own. */
function isOfAnother(file: TestFile, { origin, callee }: CallFact): boolean {
  return origin === undefined && file.variables.some(({ name }) => name === callee.split('.')[0]);
}

function isTopLevel(file: TestFile, { function: id, block }: CallFact): boolean {
  return id === 0 && file.blocks[block]?.kind === 'module';
}

function judgePlace(context: RuleContext, call: CallFact): Report | undefined {
  const place = placeOf(context.file, call.function);
  return context.file.framework === 'vitest' ? judgeVitest(context, call, place) : judgeJest(context, call, place);
}

function judgeVitest(context: RuleContext, call: CallFact, place: Place): Report | undefined {
  const { major } = context.project.runner;
  const fix = moveUp(context, call);
  if ((major ?? 0) >= 5) {
    const message = `Vitest ${major} refuses ${call.callee} below the top level and fails the file. Move it to the top of the file${orElse(call)}.`;
    return { at: call.calleeSpan, message, fix };
  }
  const where = place.kind === 'test' ? 'in this test' : place.kind === 'hook' ? `in ${place.hook.kind}` : 'here';
  const message = `${call.callee} is moved to the top of the file, so it holds for every test, whatever stands around it ${where}. Move it to the top (Vitest 5 refuses it elsewhere)${orElse(call)}.`;
  return { at: call.calleeSpan, message, fix, ...(place.kind !== 'test' && { severity: 'warning' as const }) };
}

/** What does the same where it stands; for vi.hoisted there is no such thing. */
function orElse({ callee }: CallFact): string {
  if (callee === 'vi.unmock') return ', or use vi.doUnmock';
  return callee === 'vi.mock' ? ', or use vi.doMock with a dynamic import' : '';
}

/** Only where nothing is loaded later that the mock could still reach. */
function judgeJest({ file }: RuleContext, call: CallFact, place: Place): Report | undefined {
  const module = call.arguments[0]?.value;
  if (call.callee === 'jest.hoisted' || typeof module !== 'string' || place.kind === 'fixture') return undefined;
  const isLoadedAbove = file.imports.some(
    (entry) => entry.module === module && !entry.typeOnly && entry.function === 0 && entry.span.start < call.span.start,
  );
  const loadsLater = file.calls.some(
    ({ callee, function: id }) =>
      id !== 0 &&
      /^(?:import|require)$|^jest\.(?:isolateModules(?:Async)?|resetModules|requireActual|requireMock)$/.test(callee),
  );
  if (!isLoadedAbove || loadsLater || file.imports.some((entry) => entry.function !== 0)) return undefined;
  const message = `'${module}' is imported before this ${call.callee} runs, so it has no effect on it. Move it to the top of the file, or load the module behind it with jest.isolateModules.`;
  return { at: call.calleeSpan, message };
}

/** The factory reads a variable that has no value yet when the import of the mocked module runs it. */
function judgeFactory(context: RuleContext, call: CallFact): Report | undefined {
  const { file } = context;
  const [target, factory] = call.arguments;
  if (!/\.mock$/.test(call.callee) || factory?.kind !== 'function' || factory.ref === undefined) return undefined;
  const module = target?.value;
  const imported = file.imports.find((entry) => entry.module === module && !entry.typeOnly && entry.function === 0);
  if (typeof module !== 'string' || !imported) return undefined;
  const late = file.variables.find((variable) =>
    isReadTooEarly(context, variable, factory.ref ?? 0, imported.span.start),
  );
  if (!late) return undefined;
  const isVitest = file.framework === 'vitest';
  const wayOut = isVitest
    ? `Create it in vi.hoisted`
    : `Create it inside the factory, or read it in a function of the factory`;
  const message = `The factory reads ${late.name} before it is initialised: the mock is moved above it and runs when '${module}' is imported. ${wayOut}.`;
  return { at: call.calleeSpan, message, fix: isVitest ? hoistVariable(context, late) : undefined };
}

function isReadTooEarly({ file, source }: RuleContext, variable: Variable, factory: number, importAt: number): boolean {
  if (variable.level !== 'module' || variable.declaration.start < importAt) return false;
  if (
    !/\b(?:const|let)\s+$/.test(
      source.text.slice(source.lineStart(variable.declaration.start), variable.declaration.start),
    )
  )
    return false;
  if (source.slice(variable.declaration).includes('.hoisted(') || variable.initial?.kind === 'function') return false;
  return variable.accesses.some(
    (access) => access.kind === 'read' && access.function === factory && isEager(file, access.block, factory),
  );
}

/** The read runs with the factory itself. */
function isEager(file: TestFile, block: number, factory: number): boolean {
  return file.blocks[block]?.function === factory;
}

/** `const load = vi.fn()` -> `const load = vi.hoisted(() => vi.fn())`, when it needs nothing else of the file. */
function hoistVariable({ file }: RuleContext, variable: Variable): FixDraft | undefined {
  const { initializer } = variable;
  if (!initializer || variable.initial?.kind === 'object') return undefined;
  const calls = file.calls.filter((call) => contains(initializer, call.span));
  const needsOthers =
    file.variables.some((other) => other.accesses.some((access) => contains(initializer, access.span))) ||
    calls.some(
      ({ callee, origin }) => !/^vi\.fn\b/.test(callee) || (origin !== undefined && origin.module !== 'vitest'),
    );
  if (needsOthers || calls.length === 0) return undefined;
  const edits = [insert(initializer.start, 'vi.hoisted(() => '), insert(initializer.end, ')')];
  return { title: `Create ${variable.name} in vi.hoisted`, safety: 'suggested', edits };
}

/** Where it runs anyway, unless it reads something of the function around it or another mock of the module is there. */
function moveUp({ file, source }: RuleContext, call: CallFact): FixDraft | undefined {
  const module = call.arguments[0]?.value;
  const isTwin = file.calls.some(
    (other) => other !== call && other.callee === call.callee && other.arguments[0]?.value === module,
  );
  const readsLocals = file.variables.some(
    (variable) =>
      variable.level !== 'module' &&
      !contains(call.span, variable.declaration) &&
      variable.accesses.some((access) => contains(call.span, access.span)),
  );
  const readsParameters = file.functions.some(
    (fn) =>
      contains(fn.span, call.span) &&
      fn.parameters.some(({ name }) => new RegExp(wholeName(name)).test(source.slice(call.span))),
  );
  if (isTwin || readsLocals || readsParameters || typeof module !== 'string' || call.handling !== 'dropped')
    return undefined;
  if (!standsAlone(source, call.statement)) return undefined;
  const indent = source.indentAt(call.statement.start);
  const text = source
    .slice(call.statement)
    .split(/(?<=\n)/)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('');
  const at = file.afterImports;
  const isSetOff = source.text.slice(0, at).trim() === '' || /\n[\t ]*\r?\n$/.test(source.text.slice(0, at));
  const next = source.text.slice(at, source.nextLine(at)).trim();
  const moved = `${isSetOff ? '' : source.eol}${text}${source.eol}${next === '' ? '' : source.eol}`;
  return {
    title: `Move ${call.callee} to the top of the file`,
    safety: 'suggested',
    edits: [insert(at, moved), removeWithGap(source, call)],
  };
}

/** First in its block, it takes the blank line below it away as well. */
function removeWithGap(source: Source, { statement }: CallFact): Edit {
  const removal = removeStatement(source, statement);
  const isFirst = source.text.slice(0, removal.start).trimEnd().endsWith('{');
  const gap = /^[\t ]*\r?\n/.exec(source.text.slice(removal.end, source.nextLine(removal.end)))?.[0] ?? '';
  return isFirst ? { ...removal, end: removal.end + gap.length } : removal;
}
