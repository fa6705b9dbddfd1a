import type { FunctionFact, Hook, Import, TestFile } from '../facts.ts';
import type { Edit } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { insert } from './statements.ts';

/** How the file writes strings and ends statements. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
}

export function styleOf(source: Source): Style {
  const count = (pattern: RegExp) => source.text.match(pattern)?.length ?? 0;
  return {
    quote: count(/from "|require\("|\("/g) > count(/from '|require\('|\('/g) ? '"' : "'",
    semicolon: count(/;[\t ]*\r?$/gm) >= count(/[\w)\]'"`][\t ]*\r?$/gm) / 2 ? ';' : '',
  };
}

/** The name under which `module` exports `name` to this file; the name itself when it is not imported (a global). */
export function localName(file: TestFile, module: string, name: string): string {
  return valueImports(file, module).find((entry) => entry.name === name)?.local ?? name;
}

/**
 * Makes `names` of `module` usable at the top of the file: merged into an existing import of it, else as a new line.
 * No edits for names that are there, nor for a runner whose names this file plainly uses as globals.
 */
export function importNames(file: TestFile, source: Source, module: string, names: readonly string[]): Edit[] {
  const present = valueImports(file, module);
  const missing = names.filter(
    (name) => !present.some((entry) => entry.name === name) && !isGlobalHook(file, source, name),
  );
  if (missing.length === 0 || usesGlobals(file, module)) return [];
  const named = present.find((entry) => entry.insertAt !== undefined);
  // One edit a name: fixes that need the same name make the same edit, which is made once.
  const into = named?.insertAt ?? present.flatMap((entry) => endOfDestructuring(source, entry))[0];
  if (into !== undefined) return missing.map((name) => insert(into, separatorAt(source, into) + name));
  const { quote, semicolon } = styleOf(source);
  const from = `${quote}${module}${quote}`;
  const pad = /^(?:import|const) \{\w/m.test(source.text) ? '' : ' ';
  const frame = usesRequire(file, source)
    ? { open: `const {${pad}`, close: `${pad}} = require(${from})${semicolon}${source.eol}`, separator: ', ' }
    : { open: `import {${pad}`, close: `${pad}} from ${from}${semicolon}${source.eol}`, separator: ', ' };
  return missing.map((name) => ({ ...insert(file.afterImports, name), frame }));
}

/** Adds `async` to a function that lacks it. */
export function makeAsync(fn: FunctionFact): Edit[] {
  return fn.async ? [] : [insert(fn.asyncInsertAt, 'async ')];
}

/** Puts statements at the start of a function with a block body; undefined for `() => expression`. */
export function atStartOfBody(source: Source, fn: FunctionFact, lines: readonly string[]): Edit | undefined {
  const brace = openingBrace(source, fn);
  if (brace === undefined) return undefined;
  const rest = source.text.slice(brace + 1, source.nextLine(brace));
  if (rest.trim() !== '') {
    const inline = lines.map((line) => line.trim()).filter((line) => line !== '');
    return insert(brace + 1, ` ${inline.join(' ')}`);
  }
  const indent = source.indentAt(brace) + source.indentUnit;
  const text = lines.map((line) => source.eol + (line === '' ? '' : indent + line)).join('');
  // A blank line at the end would stand beside one that is there, or before the closing brace.
  const below = source.text.slice(source.nextLine(brace)).split(/\r?\n/, 1)[0]?.trim() ?? '';
  const isSetOff = below === '' || below.startsWith('}');
  return {
    start: brace + 1,
    // Blanks behind the brace would be left on a line of their own.
    end: brace + 1 + (/^[\t ]*/.exec(rest)?.[0].length ?? 0),
    text: lines.at(-1) === '' && isSetOff ? text.slice(0, -source.eol.length) : text,
  };
}

/**
 * Runs `body` (statements without indentation) in a hook: at the end of a hook of that kind that is there already at the
 * same level, else in a new one, first in the suite or below the imports. The hook's name must be imported separately.
 */
export function hookEdit(
  file: TestFile,
  source: Source,
  kind: Hook['kind'],
  body: readonly string[],
  suite?: number,
): Edit | undefined {
  // Not `onTestFinished`, which counts as a hook but holds for one test, nor a function that has a name and other callers.
  const holdsForAll = ({ span, function: id }: Hook) => {
    const fn = file.functions[id];
    const around = file.functions[fn?.parent ?? 0];
    return fn && contains(span, fn.span) && (around?.role === 'module' || around?.role === 'suite');
  };
  const existing = file.hooks.find((hook) => hook.kind === kind && hook.suite === suite && holdsForAll(hook));
  const merged = existing && atEndOfBody(source, file.functions[existing.function], body);
  if (merged) return merged;
  const { semicolon } = styleOf(source);
  const lines = { open: `${hookName(file, kind)}(() => {`, body, close: `})${semicolon}` };
  if (suite === undefined) return hookBelowImports(file, source, lines);
  const fn = file.functions[file.suites[suite]?.function ?? 0];
  return fn && fn.id !== 0 ? hookAtStartOfBody(source, fn, lines) : undefined;
}

/** A new hook: its first line, the statements in it, its last line. */
interface HookLines {
  readonly open: string;
  readonly body: readonly string[];
  readonly close: string;
}

function hookAtStartOfBody(source: Source, fn: FunctionFact, { open, body, close }: HookLines): Edit | undefined {
  const unit = source.indentUnit;
  const whole = atStartOfBody(source, fn, [open, ...body.map((line) => unit + line), close, '']);
  // On one line with others: no frame to share.
  if (!whole?.text.includes(source.eol)) return whole;
  const bodyStart = whole.text.indexOf(open) + open.length;
  const bodyEnd = whole.text.lastIndexOf(source.eol, whole.text.lastIndexOf(close));
  return {
    ...whole,
    text: whole.text.slice(bodyStart, bodyEnd),
    frame: { open: whole.text.slice(0, bodyStart), close: whole.text.slice(bodyEnd) },
  };
}

/** Mocha's own names for the hooks around a whole suite; `before` and `after` also in node:test. */
function hookName(file: TestFile, kind: Hook['kind']): string {
  if (file.framework !== 'mocha' && file.framework !== 'node:test') return kind;
  if (kind === 'beforeAll') return 'before';
  return kind === 'afterAll' ? 'after' : kind;
}

function atEndOfBody(source: Source, fn: FunctionFact | undefined, lines: readonly string[]): Edit | undefined {
  if (!fn || openingBrace(source, fn) === undefined) return undefined;
  const brace = source.text.indexOf('}', fn.body.end);
  if (brace === -1 || source.text.slice(fn.body.end, brace).trim() !== '') return undefined;
  const before = source.text.slice(source.lineStart(brace), brace);
  if (before.trim() !== '') return insert(brace, `${before.endsWith(' ') ? '' : ' '}${lines.join(' ')} `);
  const indent = before + source.indentUnit;
  return insert(source.lineStart(brace), lines.map((line) => indent + line + source.eol).join(''));
}

function hookBelowImports(file: TestFile, source: Source, { open, body, close }: HookLines): Edit {
  const at = file.afterImports;
  const { eol, indentUnit } = source;
  const previous = source.text.slice(0, at).trimEnd() === '' ? '' : source.text.slice(source.lineStart(at - 1), at);
  const next = source.text.slice(at, source.nextLine(at));
  const before = previous.trim() === '' ? '' : eol;
  const after = next.trim() === '' ? '' : eol;
  return {
    ...insert(at, body.map((line) => indentUnit + line + eol).join('')),
    frame: { open: `${before}${open}${eol}`, close: `${close}${eol}${after}` },
  };
}

function openingBrace(source: Source, fn: FunctionFact): number | undefined {
  if (fn.expressionBody || fn.role === 'module') return undefined;
  const before = source.text.slice(0, fn.body.start).trimEnd();
  if (before.endsWith('{')) return before.length - 1;
  return source.text[fn.body.start] === '{' ? fn.body.start : undefined;
}

function valueImports(file: TestFile, module: string): readonly Import[] {
  return file.imports.filter((entry) => entry.module === module && !entry.typeOnly && entry.function === 0);
}

/** A file with tests and no import from its runner takes the runner's names as globals. */
function usesGlobals(file: TestFile, module: string): boolean {
  const isRunner = module === 'vitest' || module === '@jest/globals' || module === 'mocha';
  return isRunner && file.tests.length > 0 && valueImports(file, module).length === 0;
}

/** The file runs this hook without importing it, so it needs no import now. */
function isGlobalHook(file: TestFile, source: Source, name: string): boolean {
  return file.hooks.some(({ span }) => source.text.startsWith(`${name}(`, span.start));
}

/** What stands between the last name of a list and one more: names that have lines of their own stay so. */
function separatorAt(source: Source, end: number): string {
  const isAlone = /^[\t ]+(?:type )?[\w$]+(?:(?: as |: )[\w$]+)?$/.test(source.text.slice(source.lineStart(end), end));
  return isAlone ? `,${source.eol}${source.indentAt(end)}` : ', ';
}

function usesRequire(file: TestFile, source: Source): boolean {
  const statements = file.imports.filter((entry) => entry.function === 0).map((entry) => source.slice(entry.statement));
  return statements.length > 0 && !statements.some((text) => text.startsWith('import'));
}

/** Where a name can be added in `const { a, b } = require(…)`. */
function endOfDestructuring(source: Source, { statement }: Import): number | [] {
  const match = /^(?:const|let|var)\s*\{[^}]*?(?=[\s,]*\}\s*=)/.exec(source.slice(statement));
  return match ? statement.start + match[0].length : [];
}
