import { addParameter, quote } from '../../../edits/python.ts';
import { insert } from '../../../edits/statements.ts';
import { hookEdit, importNames, styleOf } from '../../../edits/typescript.ts';
import type { EnvironmentWrite, Span, TestFile } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { encloses, type Place, runsInHook, suiteOf } from '../places.ts';
import { mockObject, runnerModule } from '../runner.ts';
import { patchingFunction } from './monkeypatch.ts';

/** The edits that make one environment write put itself back. Writes of one file share their hook edit, so they merge. */
export function envFix(context: RuleContext, write: EnvironmentWrite, place: Place): FixDraft | undefined {
  const at = wholeStatement(context.source, write);
  if (write.name === undefined || !at) return undefined;
  if (context.file.language === 'python') return withMonkeypatch(context, { ...write, span: at }, write.name, place);
  if (context.file.framework === 'vitest') return withStubEnv(context, write, write.name, place);
  return withSavedValue(context, write.name, place);
}

/** What the fix replaces: the write when it is a statement of its own, the whole statement for Python's `del os.environ[…]`. */
function wholeStatement(source: Source, { span, statement }: EnvironmentWrite): Span | undefined {
  const text = source.slice(statement).trim().replace(/;$/, '').trim();
  const write = source.slice(span).trim();
  if (text === write) return span;
  return /^del\s/.test(text) && text.replace(/^del\s+/, '') === write ? statement : undefined;
}

function withMonkeypatch(
  { file, source }: RuleContext,
  write: EnvironmentWrite,
  name: string,
  place: Place,
): FixDraft | undefined {
  const fn = patchingFunction(file, write.function, place);
  const parameter = fn && addParameter(source, fn, 'monkeypatch');
  const call = monkeypatchCall(source, write, name);
  if (!parameter || call === undefined) return undefined;
  const title = `${write.operation === 'delete' ? 'Delete' : 'Set'} ${name} with monkeypatch, which puts it back`;
  // A deletion may be clean-up after a write elsewhere; monkeypatch would bring the value back.
  const safety = write.operation === 'delete' ? 'suggested' : 'safe';
  return { title, safety, edits: [...parameter, { ...write.span, text: call }] };
}

function monkeypatchCall(source: Source, write: EnvironmentWrite, name: string): string | undefined {
  const key = write.nameSpan ? source.slice(write.nameSpan) : quote(source, name);
  const written = source.slice(write.span);
  if (write.operation === 'set' && write.value && /^[\w.]+\s*\[/.test(written)) {
    return `monkeypatch.setenv(${key}, ${source.slice(write.value)})`;
  }
  if (write.operation !== 'delete') return undefined;
  // `del` fails when the variable is missing, and so does delenv; pop with a default does not.
  return /^del\b/.test(written) ? `monkeypatch.delenv(${key})` : `monkeypatch.delenv(${key}, raising=False)`;
}

function withStubEnv(context: RuleContext, write: EnvironmentWrite, name: string, place: Place): FixDraft | undefined {
  const { file, source, project } = context;
  const beforeEach = place.kind === 'hook' && place.hook.kind === 'beforeEach';
  const vi = mockObject(file);
  // Before version 3 some make the text "undefined" of it (read in 1.6.1 and 2.0.5).
  const unset = (project.runner.major ?? 4) < 3 ? undefined : 'undefined';
  const value = write.operation === 'delete' ? unset : write.value && stubbable(source.slice(write.value));
  if ((place.kind !== 'test' && !beforeEach) || value === undefined || vi === undefined) return undefined;
  if (isUnstubbedNext(file, write)) return undefined;
  const { quote: mark } = styleOf(source);
  const stub: Edit = { ...write.span, text: `${vi}.stubEnv(${mark}${name}${mark}, ${value})` };
  const title = `Stub ${name} with ${vi}.stubEnv and unstub it after each test`;
  if (project.runner.restoresEnvironment || unstubs(file, suiteOf(file, place))) {
    return { title, safety: 'safe', edits: [...importNames(file, source, 'vitest', ['vi']), stub] };
  }
  const { semicolon } = styleOf(source);
  const hook = hookEdit(file, source, 'afterEach', [`${vi}.unstubAllEnvs()${semicolon}`]);
  if (!hook) return undefined;
  return { title, safety: 'safe', edits: [...importNames(file, source, 'vitest', ['vi', 'afterEach']), hook, stub] };
}

/** stubEnv takes strings; `process.env.X = undefined` and numbers are turned into text by Node, which a stub would not do. */
function stubbable(value: string): string | undefined {
  return /^(?:undefined|null|true|false|-?[\d.]+)$/.test(value) ? undefined : value;
}

/** The same function unstubs further down: a stub would be gone before anybody sees it. */
function isUnstubbedNext(file: TestFile, write: EnvironmentWrite): boolean {
  return file.calls.some(
    (call) =>
      call.function === write.function &&
      call.span.start >= write.span.end &&
      /(?:^|\.)unstubAllEnvs$/.test(call.callee),
  );
}

function unstubs(file: TestFile, suite: number | undefined): boolean {
  const hooks = file.hooks.filter((hook) => /Each$/.test(hook.kind) && encloses(file, hook.suite, suite));
  const unstubbing = file.calls.filter((call) => /(?:^|\.)unstubAllEnvs$/.test(call.callee));
  return hooks.some((hook) => {
    const run = runsInHook(file, hook);
    return unstubbing.some((call) => run.has(call.function));
  });
}

/** `const originalPort = process.env.PORT` and an afterEach that puts that one variable back: works in every runner. */
function withSavedValue({ file, source }: RuleContext, name: string, place: Place): FixDraft | undefined {
  if (place.kind === 'fixture' || file.framework === 'playwright' || !/^\w+$/.test(name)) return undefined;
  const saved = `original${name
    .toLowerCase()
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('')}`;
  if (file.variables.some((variable) => variable.name === saved)) return undefined;
  const { semicolon: end } = styleOf(source);
  const variable = `process.env.${name}`;
  const body = [`if (${saved} === undefined) delete ${variable}${end}`, `else ${variable} = ${saved}${end}`];
  const hook = hookEdit(file, source, 'afterEach', body);
  if (!hook) return undefined;
  return {
    title: `Put ${name} back after each test`,
    safety: 'suggested',
    edits: [
      ...importNames(file, source, runnerModule(file), ['afterEach']),
      ...belowImports(file, source, `const ${saved} = ${variable}${end}`, hook),
    ],
  };
}

/** A declaration below the imports, above the hook that uses it. */
export function belowImports(file: TestFile, source: Source, declaration: string, hook: Edit): readonly Edit[] {
  const at = file.afterImports;
  const { eol } = source;
  const before = source.text.slice(0, at).trim() === '' || /\n[\t ]*\r?\n$/.test(source.text.slice(0, at)) ? '' : eol;
  const isFollowed = hook.start === at || source.text.slice(at, source.nextLine(at)).trim() === '';
  const frame = { open: before, close: isFollowed ? '' : eol };
  return [{ ...insert(at, declaration + eol), frame }, hook];
}
