import path from 'node:path/posix';
import { importNames } from '../../analysis/edits/typescript.ts';
import type { Import } from '../../analysis/facts.ts';
import type { Edit } from '../../analysis/rule.ts';
import { isDefined } from './python-access.ts';
import type { Ground, ReadFile } from './request.ts';
import { exportedAs } from './script-values.ts';

/** A name that a module of the project gives out, as the test file writes it. */
export interface Access {
  readonly expression: string;
  readonly edits: readonly Edit[];
}

/** Undefined when the module keeps the name to itself, or the file has another use for it. */
export function accessTo(ground: Ground, declaring: ReadFile, name: string): Access | undefined {
  const { file, source } = ground;
  const exported = exportedAs(declaring, name);
  if (exported === undefined) return undefined;
  const imports = importsOf(ground, declaring);
  const known = imports.find((entry) => entry.name === exported);
  if (known) return { expression: known.local, edits: [] };
  const whole = imports.find((entry) => entry.name === '*');
  if (whole) return { expression: `${whole.local}.${exported}`, edits: [] };
  if (isDefined(file, exported) || file.imports.some(({ local }) => local === exported)) return undefined;
  const module = imports[0]?.module ?? specifier(ground, declaring);
  return { expression: exported, edits: importNames(file, source, module, [exported]) };
}

function importsOf({ file }: Ground, declaring: ReadFile): readonly Import[] {
  const folder = path.dirname(file.path);
  const stem = stemOf(declaring.file.path);
  const values = file.imports.filter((entry) => !entry.typeOnly && entry.function === 0);
  const relative = values.filter(({ module }) => module.startsWith('.') && stemOf(path.join(folder, module)) === stem);
  if (relative.length > 0) return relative;
  // `@/store` for `src/store`: some alias of the project.
  return values.filter(({ module }) => /^[@~#]/.test(module) && stem.endsWith(stemOf(module).replace(/^[@~#]\w*/, '')));
}

function stemOf(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}

/** The module as this file would write it: with an extension when its other imports have one. */
function specifier({ file }: Ground, declaring: ReadFile): string {
  const relative = path.relative(path.dirname(file.path), declaring.file.path);
  const dotted = relative.startsWith('.') ? relative : `./${relative}`;
  const own = file.imports.map(({ module }) => module).filter((module) => module.startsWith('.'));
  const isNative = file.framework === 'node:test' || file.framework === 'mocha';
  const bare = own.length > 0 ? !own.some((module) => /\.[cm]?[jt]sx?$/.test(module)) : /\.tsx?$/.test(dotted);
  if (bare && !(isNative && own.length === 0)) return dotted.replace(/\.[cm]?[jt]sx?$/, '');
  return own.some((module) => /\.js$/.test(module)) ? dotted.replace(/\.ts$/, '.js') : dotted;
}
