import { importModule } from '../../analysis/edits/python.ts';
import type { Span } from '../../analysis/facts.ts';
import type { Edit } from '../../analysis/rule.ts';
import type { Source } from '../../analysis/source.ts';
import type { Ground } from './request.ts';

/** What a fixture does around each test. */
export interface Around {
  /** `counter`: the fixture is `_restore_counter`. */
  readonly name: string;
  readonly before: readonly string[];
  /** `with …:` around the yield. */
  readonly within?: string;
  readonly after: readonly string[];
  /** The imports that it needs: of the standard library, and of the project. */
  readonly standard?: readonly Edit[];
  readonly project?: readonly Edit[];
}

export function fixtureName(name: string): string {
  return `_restore_${name
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()}`;
}

/** A fixture that forces itself on every test of the file, above the first function or class. */
export function fixtureEdits(ground: Ground, around: Around): readonly Edit[] {
  return written(ground, around, `autouse=True${ground.once ? ', scope="module"' : ''}`, placeOf(ground));
}

/** A fixture for those that ask for it, right above one of them. */
export function fixtureAbove(ground: Ground, around: Around, { start }: Span, scope: string): readonly Edit[] {
  return written(ground, around, scope === 'function' ? '' : `scope="${scope}"`, withComments(ground, start));
}

function written(
  ground: Ground,
  { name, before, within, after, standard = [], project = [] }: Around,
  settings: string,
  { at, missing }: Gap,
): readonly Edit[] {
  const { file, source } = ground;
  const pytest = importModule(file, source, 'pytest');
  const { eol } = source;
  const unit = indentOf(ground);
  const body = [...before, ...(within === undefined ? ['yield'] : [within, `${unit}yield`]), ...after];
  const { local } = pytest;
  const lines = [
    `@${local}.fixture${settings === '' ? '' : `(${settings})`}`,
    `def ${fixtureName(name)}():`,
    ...body.map((line) => unit + line),
    '',
    '',
  ];
  const text = lines.map((line) => line + eol).join('');
  return [
    ...together(source, standard),
    ...pytest.edits,
    ...project,
    { start: at, end: at, text, frame: { open: eol.repeat(missing), close: '' } },
  ];
}

/** Imports of the standard library at one place are one group, without a blank line between them. */
function together({ eol }: Source, [first, second, ...more]: readonly Edit[]): readonly Edit[] {
  if (!first || !second || first.start !== second.start) return [first, second, ...more].flatMap((edit) => edit ?? []);
  return [{ ...first, text: `${first.text.trimEnd()}${eol}${second.text.trimStart()}` }, ...more];
}

/** One level, as the file's functions are indented. */
function indentOf({ file, source }: Ground): string {
  const bodies = file.functions.map(({ body, span }) => ({ own: source.indentAt(span.start), body }));
  const found = bodies.find(({ own, body }) => own === '' && source.indentAt(body.start) !== '');
  return found ? source.indentAt(found.body.start) : '    ';
}

/** Where a fixture is written, and how many blank lines lack above it. */
interface Gap {
  readonly at: number;
  readonly missing: number;
}

/** Where the first function or class begins. */
function placeOf(ground: Ground): Gap {
  const { file, source } = ground;
  const starts = [...file.functions.filter(({ role }) => role !== 'module'), ...file.suites]
    .map(({ span }) => span.start)
    .filter((start) => start >= file.afterImports && source.lineStart(start) === start);
  return withComments(ground, starts.length > 0 ? Math.min(...starts) : file.afterImports);
}

/** Comments right above belong to what follows. */
function withComments({ file, source }: Ground, start: number): Gap {
  let at = start;
  while (at > file.afterImports && source.text.startsWith('#', source.lineStart(at - 1))) at = source.lineStart(at - 1);
  const blank = /(?:^|\n)((?:[\t ]*\r?\n)*)$/.exec(source.text.slice(0, at))?.[1] ?? '';
  const above = blank.split('\n').length - 1;
  const isFirst = source.text.slice(0, at).trim() === '';
  return { at, missing: isFirst ? 0 : Math.max(0, 2 - above) };
}
