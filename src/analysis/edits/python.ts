import type { FunctionFact, Import, Span, TestFile } from '../facts.ts';
import type { Edit } from '../rule.ts';
import type { Source } from '../source.ts';

/** A name made available, and the edits that make it so (none when it already is). */
export interface Imported {
  /** What to write in code. */
  readonly local: string;
  readonly edits: readonly Edit[];
}

/** Makes `module` usable: `import module`, sorted among the imports of its kind. */
export function importModule(file: TestFile, source: Source, module: string): Imported {
  const known = plainImports(file, source).find((entry) => entry.module === module);
  // `import a.b` binds `a`.
  if (known) return { local: / as /.test(source.slice(known.span)) ? known.local : module, edits: [] };
  return { local: module, edits: [insertImport(file, source, module, `import ${module}`)] };
}

/** Makes `name` of `module` usable: joins an existing `from module import …` or writes a new one. */
export function importFrom(file: TestFile, source: Source, module: string, name: string): Imported {
  const siblings = file.imports.filter(
    (entry) => entry.module === module && entry.function === 0 && /^from\b/.test(source.slice(entry.statement)),
  );
  const known = siblings.find((entry) => entry.name === name);
  if (known) return { local: known.local, edits: [] };
  const at = siblings.at(-1)?.insertAt;
  if (at !== undefined) return { local: name, edits: [{ start: at, end: at, text: `, ${name}` }] };
  return { local: name, edits: [insertImport(file, source, module, `from ${module} import ${name}`)] };
}

/**
 * Asks for a fixture: adds parameter `name` at the end of the list, before any default, `*args` or `**kwargs`. No edits when it is
 * there already; undefined when the parameter list cannot be extended safely.
 */
export function addParameter(source: Source, fn: FunctionFact, name: string): readonly Edit[] | undefined {
  if (fn.parameters.some((parameter) => parameter.name === name)) return [];
  if (fn.parametersAt === undefined) return undefined;
  const isPlain = (text: string) => !text.startsWith('*') && text !== '/';
  const at = fn.parameters.findIndex(
    (parameter) => parameter.defaultValue !== undefined || !isPlain(source.slice(parameter.span)),
  );
  const next = fn.parameters[at];
  if (next) return [{ start: next.span.start, end: next.span.start, text: `${name},${gapBefore(source, next.span)}` }];
  const last = fn.parameters.at(-1);
  if (!last) return [{ start: fn.parametersAt, end: fn.parametersAt, text: name }];
  return [{ start: last.span.end, end: last.span.end, text: `,${gapBefore(source, last.span)}${name}` }];
}

/** A blank, or a new line where the parameters stand on a line each. */
function gapBefore(source: Source, { start }: Span): string {
  const onItsOwn = source.text.slice(source.lineStart(start), start).trim() === '';
  return onItsOwn ? source.eol + source.indentAt(start) : ' ';
}

/** Puts one statement first in a function, behind its docstring. Undefined when the body stands on the line of the `def`. */
export function insertFirstStatement(source: Source, fn: FunctionFact, statement: string): Edit | undefined {
  const lineStart = source.lineStart(fn.body.start);
  if (source.text.slice(lineStart, fn.body.start).trim() !== '') return undefined;
  const indent = source.indentAt(fn.body.start);
  const docstring = docstringEnd(source.text, fn.body.start);
  if (docstring === undefined) {
    // PEP 8 wants a blank line before a nested definition.
    const apart = /^(?:@|def\b|async def\b|class\b)/.test(source.text.slice(fn.body.start)) ? source.eol : '';
    return { start: lineStart, end: lineStart, text: `${indent}${statement}${source.eol}${apart}` };
  }
  const at = source.nextLine(docstring);
  const breakBefore = source.text.slice(0, at).endsWith('\n') ? '' : source.eol;
  return { start: at, end: at, text: `${breakBefore}${indent}${statement}${source.eol}` };
}

/** `"…"` or `'…'`, as most strings of the file are quoted. */
export function quote(source: Source, text: string): string {
  const double = source.text.split('"').length;
  const mark = double >= source.text.split("'").length ? '"' : "'";
  return `${mark}${text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`;
}

function docstringEnd(text: string, at: number): number | undefined {
  const opening = /^[rRuU]?("""|'''|"|')/.exec(text.slice(at, at + 5));
  const mark = opening?.[1];
  if (!opening || mark === undefined) return undefined;
  let end = at + opening[0].length;
  while (end < text.length && !text.startsWith(mark, end)) end += text[end] === '\\' ? 2 : 1;
  return end + mark.length;
}

/** Top-level `import x` and `import x as y`, not those in `try` or `if`. */
function plainImports(file: TestFile, source: Source): readonly Import[] {
  return file.imports.filter(
    (entry) =>
      entry.function === 0 &&
      entry.name === '*' &&
      /^import\b/.test(source.slice(entry.statement)) &&
      source.lineStart(entry.statement.start) === entry.statement.start,
  );
}

/** What tests import most of the standard library; isort and PEP 8 put it before everything else. */
const standard = new Set(
  (
    'abc argparse ast asyncio base64 builtins collections concurrent configparser contextlib contextvars copy csv ctypes dataclasses ' +
    'datetime decimal difflib email enum errno fnmatch fractions functools gc getpass glob gzip hashlib hmac html http importlib ' +
    'inspect io ipaddress itertools json locale logging math mimetypes multiprocessing numbers operator os pathlib pickle pkgutil ' +
    'platform pprint queue random re secrets select shlex shutil signal site socket sqlite3 ssl stat statistics string struct ' +
    'subprocess sys sysconfig tempfile textwrap threading time timeit traceback types typing unittest urllib uuid venv warnings ' +
    'weakref xml zipfile zlib zoneinfo'
  ).split(' '),
);

function isStandard(module: string): boolean {
  return standard.has(module.split('.')[0] ?? '');
}

/** Into the group of its kind, behind what it follows there; a group of its own where there is none. */
function insertImport(file: TestFile, source: Source, module: string, text: string): Edit {
  const topLevel = file.imports.filter(
    (entry) =>
      entry.function === 0 &&
      entry.module !== '__future__' &&
      source.lineStart(entry.statement.start) === entry.statement.start,
  );
  const kind = isStandard(module);
  const group = firstGroup(
    source,
    topLevel.filter((entry) => isStandard(entry.module) === kind),
  );
  const isPlain = (entry: Import) => /^import\b/.test(source.slice(entry.statement));
  const plain = group.filter(isPlain);
  const from = group.filter((entry) => !isPlain(entry) && !entry.module.startsWith('.') && entry.module < module);
  const sameFamily = plain.filter((entry) => module.startsWith(entry.module) && entry.module !== module);
  const behind = text.startsWith('from ')
    ? (from.at(-1) ?? plain.at(-1))
    : (sameFamily.length > 0 ? sameFamily : plain.filter((entry) => entry.module < module)).at(-1);
  if (behind) return insertBehind(source, behind, text);
  const next = group[0];
  if (next) return { start: next.statement.start, end: next.statement.start, text: `${text}${source.eol}` };
  const earlier = kind ? undefined : topLevel.filter((entry) => isStandard(entry.module)).at(-1);
  if (earlier) return insertBehind(source, earlier, source.eol + text);
  const first = topLevel[0];
  const at = first ? first.statement.start : file.afterImports;
  if (first) return { start: at, end: at, text: `${text}${source.eol}${source.eol}` };
  // Behind `__future__` or a docstring: a line apart from it, and as far from the code as PEP 8 wants.
  const above = /\S[^\n]*\n$/.test(source.text.slice(0, at)) ? source.eol : '';
  const rest = source.text.slice(at);
  const isDefinition = /^(?:@|def\b|async def\b|class\b)/.test(rest);
  const below = /^\s*(?:\r?\n|$)/.test(rest) ? '' : source.eol.repeat(isDefinition ? 2 : 1);
  return { start: at, end: at, text: `${above}${text}${source.eol}${below}` };
}

function insertBehind(source: Source, entry: Import, text: string): Edit {
  const at = source.nextLine(entry.statement.end - 1);
  const hasBreak = at > entry.statement.end - 1 && source.text[at - 1] === '\n';
  return { start: at, end: at, text: hasBreak ? `${text}${source.eol}` : `${source.eol}${text}` };
}

/** Imports up to the first blank line between two of them: what comes after it is a group of its own. */
function firstGroup(source: Source, imports: readonly Import[]): readonly Import[] {
  const end = imports.findIndex((entry, index) => {
    const previous = imports[index - 1];
    return (
      previous !== undefined && /\n[ \t]*\r?\n/.test(source.text.slice(previous.statement.end, entry.statement.start))
    );
  });
  return end < 0 ? imports : imports.slice(0, end);
}
