import type { FunctionFact, Import, TestFile } from '../facts.ts';
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
  if (known) return { local: known.local, edits: [] };
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
  if (next) return [{ start: next.span.start, end: next.span.start, text: `${name}, ` }];
  const last = fn.parameters.at(-1);
  if (!last) return [{ start: fn.parametersAt, end: fn.parametersAt, text: name }];
  return [{ start: last.span.end, end: last.span.end, text: `, ${name}` }];
}

/** Puts one statement first in a function, behind its docstring. Undefined when the body stands on the line of the `def`. */
export function insertFirstStatement(source: Source, fn: FunctionFact, statement: string): Edit | undefined {
  const lineStart = source.lineStart(fn.body.start);
  if (source.text.slice(lineStart, fn.body.start).trim() !== '') return undefined;
  const indent = source.indentAt(fn.body.start);
  const docstring = docstringEnd(source.text, fn.body.start);
  if (docstring === undefined) {
    return { start: lineStart, end: lineStart, text: `${indent}${statement}${source.eol}` };
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

/** Behind the `import x` it follows in the alphabet; else before the first import that is no `__future__`. */
function insertImport(file: TestFile, source: Source, module: string, text: string): Edit {
  const plain = plainImports(file, source);
  const sameFamily = plain.filter((entry) => module.startsWith(entry.module) && entry.module !== module);
  const before = (sameFamily.length > 0 ? sameFamily : plain.filter((entry) => entry.module < module)).at(-1);
  if (before) {
    const at = source.nextLine(before.statement.end - 1);
    const hasBreak = at > before.statement.end - 1 && source.text[at - 1] === '\n';
    return { start: at, end: at, text: hasBreak ? `${text}${source.eol}` : `${source.eol}${text}` };
  }
  const first = file.imports.find(
    (entry) =>
      entry.function === 0 &&
      entry.module !== '__future__' &&
      source.lineStart(entry.statement.start) === entry.statement.start,
  );
  const at = first ? first.statement.start : file.afterImports;
  return { start: at, end: at, text: `${text}${source.eol}${first ? '' : source.eol}` };
}
