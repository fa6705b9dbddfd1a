import { importModule, insertFirstStatement } from '../../../edits/python.ts';
import { insert, removeStatement, standsAlone } from '../../../edits/statements.ts';
import { importNames, localName, styleOf } from '../../../edits/typescript.ts';
import type { Span, Suite, TestFile, Variable } from '../../../facts.ts';
import type { Edit, FixDraft } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { placeOf } from '../places.ts';
import { runnerModule } from '../runner.ts';
import type { Leak } from './shared-state.ts';

/** Gives every test its own value, built from the same initialiser. */
export function rebuildFix(file: TestFile, source: Source, variable: Variable, leak: Leak): FixDraft | undefined {
  const { initializer } = variable;
  // A test that reads what another one assigned needs that test: a fresh value would only move the failure.
  if (!initializer || leak.write.kind === 'assign' || !canBeRepeated(file, source, variable, initializer))
    return undefined;
  if (usedWhileLoading(file, variable)) return undefined;
  if (file.language === 'typescript') return inBeforeEach(file, source, variable, initializer);
  return variable.level === 'class' ? inFixture(file, source, variable, initializer) : undefined;
}

const containers =
  /^(?:Map|Set|WeakMap|WeakSet|Array|Date|list|dict|set|bytearray|(?:collections\.)?(?:deque|Counter|OrderedDict|defaultdict))$/;

function canBeRepeated(file: TestFile, source: Source, { value }: Variable, initializer: Span): boolean {
  if (!['array', 'object', 'map', 'set', 'primitive', 'instance'].includes(value)) return false;
  if (/\bawait\b/.test(source.slice(initializer))) return false;
  return file.calls.every(
    (call) => !contains(initializer, call.span) || call.arguments.length === 0 || containers.test(call.callee),
  );
}

/** Something built while the file loads holds the old value and would not see the new one. */
function usedWhileLoading(file: TestFile, variable: Variable): boolean {
  return variable.accesses.some((access) => placeOf(file, access.function).kind === 'collection');
}

function inBeforeEach(file: TestFile, source: Source, variable: Variable, initializer: Span): FixDraft | undefined {
  const lineStart = source.lineStart(variable.nameSpan.start);
  const head = /^([\t ]*)(const|let|var)\s+$/.exec(source.text.slice(lineStart, variable.nameSpan.start));
  const tail = /^[\t ]*(;?)[\t ]*(?:\/\/[^\n]*)?(?:\r?\n|$)/.exec(
    source.text.slice(initializer.end, source.nextLine(initializer.end)),
  );
  const [, indent = '', keyword = ''] = head ?? [];
  if (!head || !tail) return undefined;
  const { eol, indentUnit: unit } = source;
  const end = tail[1] ?? '';
  const lines = [
    `${beforeEachName(file)}(() => {`,
    `${unit}${variable.name} = ${source.slice(initializer)}${end}`,
    `})${styleOf(source).semicolon}`,
  ];
  const at = source.nextLine(initializer.end);
  const breakBefore = source.text.slice(0, at).endsWith('\n') ? '' : eol;
  const hook = insert(at, breakBefore + lines.map((line) => indent + line + eol).join(''));
  const start = lineStart + indent.length;
  const declaration: readonly Edit[] = keyword === 'const' ? [{ start, end: start + 5, text: 'let' }] : [];
  const imports = file.framework === 'playwright' ? [] : importNames(file, source, runnerModule(file), ['beforeEach']);
  return {
    title: `Rebuild ${variable.name} before each test`,
    safety: 'suggested',
    edits: [...imports, ...declaration, hook],
  };
}

function beforeEachName(file: TestFile): string {
  if (file.framework === 'playwright') return `${localName(file, '@playwright/test', 'test')}.beforeEach`;
  return localName(file, runnerModule(file), 'beforeEach');
}

function inFixture(file: TestFile, source: Source, variable: Variable, initializer: Span): FixDraft | undefined {
  const suite = file.suites.find((candidate) => candidate.className === variable.className);
  const onlyThroughSelf = variable.accesses.every((access) => /^self\b/.test(source.slice(access.span)));
  const line: Span = { start: variable.declaration.start, end: initializer.end };
  if (!suite || !onlyThroughSelf || !standsAlone(source, line)) return undefined;
  const assignment = `self.${variable.name} = ${source.slice(initializer)}`;
  const edits = suite.bases.some((base) => /TestCase$/.test(base))
    ? inSetUp(file, source, suite, line, assignment)
    : inAutouseFixture(file, source, variable, line, assignment);
  return edits && { title: `Rebuild ${variable.name} before each test`, safety: 'suggested', edits };
}

function inAutouseFixture(
  file: TestFile,
  source: Source,
  variable: Variable,
  line: Span,
  assignment: string,
): readonly Edit[] {
  const { local, edits } = importModule(file, source, 'pytest');
  const body = [
    `@${local}.fixture(autouse=True)`,
    `def _fresh_${variable.name.replace(/^_+/, '')}(self):`,
    `${source.indentUnit}${assignment}`,
  ];
  return [...edits, replaceLine(source, line, body)];
}

function inSetUp(
  file: TestFile,
  source: Source,
  suite: Suite,
  line: Span,
  assignment: string,
): readonly Edit[] | undefined {
  const existing = file.hooks.find((hook) => hook.suite === suite.id && hook.kind === 'beforeEach');
  const fn = existing && file.functions[existing.function];
  if (fn) {
    const first = insertFirstStatement(source, fn, assignment);
    return first && [removeStatement(source, line), first];
  }
  const base = suite.bases.every((name) => /^(?:unittest\.)?TestCase$/.test(name))
    ? []
    : [`${source.indentUnit}super().setUp()`];
  return [replaceLine(source, line, ['def setUp(self):', ...base, `${source.indentUnit}${assignment}`])];
}

/** Puts a method where an attribute stood, set apart by a blank line from what follows. */
function replaceLine(source: Source, line: Span, body: readonly string[]): Edit {
  const indent = source.indentAt(line.start);
  const next = source.nextLine(line.end);
  const gap = source.text.slice(next, source.nextLine(next)).trim() === '' ? '' : source.eol;
  const before = source.text.slice(0, source.lineStart(line.start)).trimEnd().endsWith(':') ? '' : source.eol;
  const previousBlank = /\n[\t ]*\r?\n[\t ]*$/.test(source.text.slice(0, line.start));
  const lead = before !== '' && !previousBlank ? source.eol + indent : '';
  return { ...line, text: `${lead}${body.join(source.eol + indent)}${gap}` };
}
