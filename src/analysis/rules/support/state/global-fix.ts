import { hookEdit, importNames, styleOf } from '../../../edits/typescript.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { encloses, runsInHook, suiteOf } from '../places.ts';
import { mockObject, runnerModule } from '../runner.ts';
import { belowImports } from './env-fix.ts';
import { type GlobalWrite, isBuiltIn } from './global-writes.ts';

/** What makes the writes to one name undo themselves. */
interface Cure {
  /** For the afterEach hook. */
  readonly lines: readonly string[];
  readonly edits: readonly Edit[];
  readonly names: readonly string[];
  /** A declaration below the imports. */
  readonly saved?: string;
}

/** Edits that make every one of these writes undo itself after its test; undefined when one of them resists. */
export function globalFix(context: RuleContext, writes: readonly GlobalWrite[]): FixDraft | undefined {
  const { file, source } = context;
  if (file.framework === 'playwright') return undefined;
  const names = [...new Set(writes.map(({ name }) => name))];
  const cures = names.map((name) => {
    const own = writes.filter((one) => one.name === name);
    return stub(context, own) ?? save(context, own, names);
  });
  const found = cures.flatMap((cure) => cure ?? []);
  if (found.length < cures.length) return undefined;
  const lines = [...new Set(found.flatMap((cure) => cure.lines))];
  const hook = lines.length > 0 ? hookEdit(file, source, 'afterEach', lines) : undefined;
  if (lines.length > 0 && !hook) return undefined;
  const saved = found.flatMap((cure) => cure.saved ?? []);
  const imported = [...new Set([...found.flatMap((cure) => cure.names), ...(hook ? ['afterEach'] : [])])];
  const what = names.length > 1 ? `${names[0]} and ${names.length - 1} more` : names.join('');
  return {
    title: `Put ${what} back after each test`,
    safety: 'suggested',
    edits: [
      ...importNames(file, source, runnerModule(file), imported),
      ...(hook ? (saved.length > 0 ? belowImports(file, source, saved.join(source.eol), hook) : [hook]) : []),
      ...found.flatMap((cure) => cure.edits),
    ],
  };
}

/** `vi.stubGlobal('fetch', …)`: Vitest remembers what was there, also that there was nothing. */
function stub(context: RuleContext, writes: readonly GlobalWrite[]): Cure | undefined {
  const { file, source, project } = context;
  const vi = file.framework === 'vitest' ? mockObject(file) : undefined;
  const { quote, semicolon } = styleOf(source);
  const name = writes[0]?.name ?? '';
  if (vi === undefined || !/^[\w$]+$/.test(name)) return undefined;
  const edits = writes.flatMap(({ write }): Edit[] => {
    const { operator, value, span, statement } = write;
    const isAlone = source.slice(statement).replace(/;$/, '').trim() === source.slice(span);
    if (operator !== '=' || !value || !isAlone) return [];
    return [{ ...span, text: `${vi}.stubGlobal(${quote}${name}${quote}, ${source.slice(value.span)})` }];
  });
  if (edits.length < writes.length) return undefined;
  const isUndone = project.runner.restoresGlobals === true || writes.every((one) => isUnstubbed(context, one));
  return { lines: isUndone ? [] : [`${vi}.unstubAllGlobals()${semicolon}`], edits, names: ['vi'] };
}

function isUnstubbed({ file }: RuleContext, { place }: GlobalWrite): boolean {
  const suite = suiteOf(file, place);
  return file.hooks.some((hook) => {
    if (hook.kind !== 'afterEach' || !encloses(file, hook.suite, suite)) return false;
    const run = runsInHook(file, hook);
    return file.calls.some((call) => run.has(call.function) && /^vi\.unstubAllGlobals$/.test(call.callee));
  });
}

/** `const originalFetch = globalThis.fetch` and a line that puts it back; what was not there before goes away again. */
function save(
  { file, source }: RuleContext,
  writes: readonly GlobalWrite[],
  names: readonly string[],
): Cure | undefined {
  const [first] = writes;
  if (!first || first.name.includes('?')) return undefined;
  if (writes.some(({ write }) => write.operator !== '=' && write.operator !== 'delete')) return undefined;
  const target = source.slice(first.write.targetSpan);
  const { semicolon: end } = styleOf(source);
  if (!isBuiltIn(first.name)) return { lines: [`delete ${target}${end}`], edits: [], names: [] };
  const parts = first.name.split('.');
  // `Date.now` and `performance.now` are both called `now`.
  const isShared = names.some((name) => name !== first.name && name.split('.').at(-1) === parts.at(-1));
  const variable = `original${parts
    .slice(isShared ? 0 : -1)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('')}`;
  if (!/^[\w$]+$/.test(variable) || file.variables.some(({ name }) => name === variable)) return undefined;
  return {
    lines: [`${target} = ${variable}${end}`],
    edits: [],
    names: [],
    saved: `const ${variable} = ${target}${end}`,
  };
}
