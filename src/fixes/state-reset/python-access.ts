import { importFrom, importModule } from '../../analysis/edits/python.ts';
import type { Import, TestFile } from '../../analysis/facts.ts';
import type { Edit } from '../../analysis/rule.ts';
import type { Source } from '../../analysis/source.ts';
import { type Ground, parted } from './request.ts';

/** How the test file writes a piece of state, and the imports that it needs for that. */
export interface Access {
  /** `store.cache` */
  readonly expression: string;
  /** `store`: what holds it as an attribute; undefined for a variable of the test file itself. */
  readonly holder: string | undefined;
  /** `cache` */
  readonly leaf: string;
  readonly edits: readonly Edit[];
}

/**
 * `app.store:Cart.rate` as the test file writes it, with the module as it is imported already.
 * @param inPlace the value is changed and not replaced, so that a name imported from the module does as well
 */
export function accessTo(ground: Ground, name: string, inPlace: boolean): Access {
  const { file, source } = ground;
  const { module, path } = parted(name);
  const [first = path, ...rest] = path.split('.');
  const leaf = rest.at(-1) ?? first;
  const within = (start: string) => [start, ...rest.slice(0, -1)].join('.');
  if (isItself(file, module)) {
    return { expression: path, holder: rest.length > 0 ? within(first) : undefined, leaf, edits: [] };
  }
  const direct = topLevel(file, source).find((entry) => entry.module === module && entry.name === first);
  if (direct && (inPlace || rest.length > 0))
    return { expression: [direct.local, ...rest].join('.'), holder: within(direct.local), leaf, edits: [] };
  const { local, edits } = moduleIn(ground, module);
  return {
    expression: `${local}.${path}`,
    holder: [local, first, ...rest].slice(0, -1).join('.'),
    leaf,
    edits,
  };
}

/** Is this the name of the file itself? pytest calls it by its path below a folder that is no package. */
function isItself({ path }: TestFile, module: string): boolean {
  const own = path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
  return own === module || own.endsWith(`.${module}`);
}

/** A module by the name that the file has for it, else imported as its neighbours are. */
function moduleIn({ file, source, declaring }: Ground, module: string): { local: string; edits: readonly Edit[] } {
  const at = module.lastIndexOf('.');
  const [parent, leaf] = [module.slice(0, Math.max(0, at)), module.slice(at + 1)];
  // `import app.app` and `from app import app` give the object when the package has one of that name.
  if (parent !== '' && declaring && isHidden(declaring.file, leaf)) {
    const { local, edits } = importModule(file, source, 'sys');
    return { local: `${local}.modules["${module}"]`, edits };
  }
  const imports = topLevel(file, source);
  const known = imports.find((entry) => parent !== '' && entry.module === parent && entry.name === leaf);
  if (known) return { local: known.local, edits: [] };
  const isTaken = imports.some(({ local }) => local === leaf) || isDefined(file, leaf);
  const hasSiblings = imports.some((entry) => entry.module === parent && /^from\b/.test(source.slice(entry.statement)));
  if (parent !== '' && hasSiblings && !isTaken) return importFrom(file, source, parent, leaf);
  return importModule(file, source, module);
}

/** `app/app.py` with `app = Flask()`: a package that passes it on hides the module behind it. */
function isHidden({ variables, functions, path }: TestFile, leaf: string): boolean {
  if (path.endsWith('/__init__.py')) return false;
  return (
    variables.some(({ level, name }) => level === 'module' && name === leaf) ||
    functions.some(({ parent, name, exported }) => parent === 0 && name === leaf && exported)
  );
}

/** Is a name of the file's top level something else than an import? */
export function isDefined({ variables, functions, suites }: TestFile, name: string): boolean {
  return (
    variables.some((variable) => variable.name === name) ||
    functions.some((fn) => fn.name === name) ||
    suites.some((suite) => suite.className === name)
  );
}

function topLevel({ imports }: TestFile, source: Source): readonly Import[] {
  return imports.filter(
    ({ function: fn, statement }) => fn === 0 && source.lineStart(statement.start) === statement.start,
  );
}
