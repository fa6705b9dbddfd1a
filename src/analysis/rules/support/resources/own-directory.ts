import { removeStatement, standsAlone } from '../../../edits/statements.ts';
import { hookEdit, importNames, styleOf } from '../../../edits/typescript.ts';
import type { CallFact, Import, TestFile, Variable } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { placeOf, suiteOf } from '../places.ts';
import { runnerModule } from '../runner.ts';
import { madeBy } from '../state/holders.ts';
import type { PathUse } from './written-paths.ts';

/** `const dir = path.join(os.tmpdir(), 'name')` becomes `fs.mkdtempSync(path.join(os.tmpdir(), 'name-'))`, removed at the end. */
export function ownDirectory(context: RuleContext, uses: readonly PathUse[]): FixDraft | undefined {
  const { file, source } = context;
  const variable = uses[0]?.path.variable;
  const [call, ...others] = variable ? madeBy(file, source, variable) : [];
  if (!variable || !call || others.length > 0 || variable.level === 'function') return undefined;
  if (!isPlainJoin(call, source.slice(call.span))) return undefined;
  // A directory that is there already cannot be made again.
  const remade = uses.filter(
    ({ call: use, argument }) =>
      /mkdir/.test(use.callee) && argument.value === variable.name && !source.slice(use.span).includes('recursive'),
  );
  // One that was removed just before is made again all the same; one that is made elsewhere may come before or after.
  const needless = remade.filter(({ call: use }) => !isRemovedBefore(uses, variable, use));
  const isOwn = needless.every(({ call: use }) => use.function === call.function && standsAlone(source, use.statement));
  if (!isOwn) return undefined;
  const isFile = uses.some(
    ({ argument, call: use }) =>
      argument.value === variable.name &&
      /(?:write|append|copy|output)\w*(?:File|Json)|createWriteStream|unlink/i.test(use.callee),
  );
  if (isFile) return undefined;
  const name = source.slice(call.arguments[1]?.span ?? call.span);
  const prefix = call.arguments[1];
  const fs = fileSystemOf(file);
  if (!prefix) return undefined;
  const renamed: Edit = { ...prefix.span, text: prefixOf(name) };
  const opened: Edit = { start: call.span.start, end: call.span.start, text: `${fs.call('mkdtempSync')}(` };
  const closed: Edit = { start: call.span.end, end: call.span.end, text: ')' };
  const isRemoved = uses.some(({ does }) => does === 'remove');
  const removal = isRemoved ? [] : removalEdits(context, variable, call, fs);
  if (!removal) return undefined;
  const names = isRemoved ? ['mkdtempSync'] : ['mkdtempSync', 'rmSync'];
  const imports = fs.named === undefined ? [] : importNames(file, source, fs.named, names);
  return {
    title: 'Write to a directory of its own',
    safety: 'suggested',
    edits: [
      ...imports,
      opened,
      renamed,
      closed,
      ...needless.map(({ call: use }) => removeStatement(source, use.statement)),
      ...removal,
    ],
  };
}

function isRemovedBefore(uses: readonly PathUse[], { name }: Variable, call: CallFact): boolean {
  return uses.some(
    (use) =>
      use.does === 'remove' &&
      use.argument.value === name &&
      use.call.function === call.function &&
      use.call.span.end <= call.span.start,
  );
}

/** Two arguments: the system's directory and one name, perhaps with the time behind it. */
function isPlainJoin(call: CallFact, text: string): boolean {
  return call.arguments.length === 2 && /^[\w.]*(?:join|resolve)\(\s*(?:os\.)?tmpdir\(\),/.test(text);
}

/** `'name'` -> `'name-'`; a time at its end goes, mkdtemp adds six characters of chance. */
function prefixOf(name: string): string {
  const quote = /^['"`]/.exec(name)?.[0] ?? "'";
  const words = name.replace(/^['"`]/, '').replace(/['"`].*$|\$\{[\s\S]*$/s, '');
  return `${quote}${words.replace(/-$/, '')}-${quote}`;
}

interface FileSystem {
  readonly call: (name: string) => string;
  /** The module to import single names from. */
  readonly named?: string;
}

function fileSystemOf(file: TestFile): FileSystem {
  const isSync = ({ module, typeOnly, function: at }: Import) =>
    /^(?:node:)?(?:fs|graceful-fs|fs-extra)$/.test(module) && !typeOnly && at === 0;
  const imports = file.imports.filter(isSync);
  const whole = imports.find(({ name }) => name === '*' || name === 'default');
  if (whole && whole.local !== '') return { call: (name) => `${whole.local}.${name}` };
  const prefix = file.imports.some(({ module }) => module.startsWith('node:')) ? 'node:' : '';
  return { call: (name) => name, named: imports[0]?.module ?? `${prefix}fs` };
}

function removalEdits(
  context: RuleContext,
  variable: Variable,
  call: CallFact,
  fs: FileSystem,
): readonly Edit[] | undefined {
  const { file, source } = context;
  const place = placeOf(file, call.function);
  if (file.framework === 'playwright' || place.kind === 'test' || place.kind === 'fixture' || place.kind === 'helper') {
    return undefined;
  }
  const each = place.kind === 'hook' && place.hook.kind === 'beforeEach';
  const line = `${fs.call('rmSync')}(${variable.name}, { recursive: true, force: true })${styleOf(source).semicolon}`;
  const hook = hookEdit(file, source, each ? 'afterEach' : 'afterAll', [line], suiteOf(file, place));
  if (!hook) return undefined;
  const ownNames = file.framework === 'mocha' || file.framework === 'node:test';
  const name = each ? 'afterEach' : ownNames ? 'after' : 'afterAll';
  return [...importNames(file, source, runnerModule(file), [name]), hook];
}
