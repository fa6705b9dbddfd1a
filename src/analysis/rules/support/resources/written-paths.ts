import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import type { HelperIndex } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { isStoodIn, packageCall } from '../packages.ts';
import { type PathValue, pathValue } from './path-values.ts';

/** A file or directory that the file writes or removes under a path fixed beforehand. */
export interface PathUse {
  readonly call: CallFact;
  readonly argument: Argument;
  readonly path: PathValue;
  readonly does: 'write' | 'remove';
}

const fileSystems = /^(?:fs|fs-extra|graceful-fs)$/;
/** Without one of these a file names no path that this can follow. */
const mayTouchFiles =
  /^(?:node:)?(?:fs|fs\/promises|os|path|path\/posix)$|^(?:fs-extra|graceful-fs|pathe|rimraf|del|mkdirp|make-dir)$/;
const writing =
  /^(?:writeFile|appendFile|mkdir|createWriteStream|outputFile|outputJson|writeJson|writeJSON|ensureDir|ensureFile|mkdirp|emptyDir)(?:Sync)?$/;
const writingSecond = /^(?:copyFile|copy|cp|rename|symlink|link|move)(?:Sync)?$/;
const removing = /^(?:rm|rmdir|unlink|remove|emptyDir)(?:Sync)?$/;
const virtual = /^(?:memfs|mock-fs|unionfs|memory-fs|fs-monkey|metro-memory-fs|fixturify)\b/;

/** Every use of a fixed path for writing or removing; none where the file works on a file system of its own. */
export function pathUses(file: TestFile, source: Source, helpers: HelperIndex): PathUse[] {
  if (!file.imports.some(({ module }) => mayTouchFiles.test(module))) return [];
  if (isStoodIn(file, 'fs') || file.imports.some(({ module }) => virtual.test(module))) return [];
  return file.calls.flatMap((call) => {
    const own = effectOf(call);
    const argument = own?.argument ?? handedPath(call);
    const path = argument && pathValue(file, source, argument, call.function);
    if (!path || path.parts.length === 0) return [];
    const effect: Effect | undefined = own ? { ...own, direct: true } : throughHelper(helpers, call);
    if (!effect) return [];
    // What a helper writes below a directory of the project is not known; it may only be told where to look.
    const isSaid = effect.direct || effect.does === 'remove' || path.root === 'temporary';
    return isSaid ? [{ call, path, argument: effect.argument, does: effect.does }] : [];
  });
}

type Effect = Pick<PathUse, 'argument' | 'does'> & { readonly direct?: true };

function effectOf(call: CallFact): Effect | undefined {
  const known = packageCall(call);
  const [first, second] = call.arguments;
  if (!known) return undefined;
  if (/^(?:rimraf|del|mkdirp|make-dir)$/.test(known.module)) {
    return first && { argument: first, does: /^m/.test(known.module) ? 'write' : 'remove' };
  }
  if (!fileSystems.test(known.module)) return undefined;
  if (writing.test(known.name)) return first && { argument: first, does: 'write' };
  if (writingSecond.test(known.name)) return second && { argument: second, does: 'write' };
  return removing.test(known.name) ? first && { argument: first, does: 'remove' } : undefined;
}

/** `writeFiles(DIR, {…})`, `cleanup(DIR)`: helpers of the test side that lead to the file system. */
function throughHelper(helpers: HelperIndex, call: CallFact): Effect | undefined {
  const first = handedPath(call);
  if (!first) return undefined;
  const reached = helpers.reached(call) ?? [];
  const names = reached.flatMap((inner) => {
    const known = packageCall(inner);
    return known && fileSystems.test(known.module) ? known.name : [];
  });
  if (names.some((name) => writing.test(name))) return { argument: first, does: 'write' };
  return names.some((name) => removing.test(name)) || reached.some(({ callee }) => /^(?:rimraf|del)\b/.test(callee))
    ? { argument: first, does: 'remove' }
    : undefined;
}

/** The first argument, where it is a name given to a function of the file or of another one. */
function handedPath({ arguments: [first], callee }: CallFact): Argument | undefined {
  return first?.kind === 'name' && /^[\w$]+(?:\.[\w$]+)?$/.test(callee) ? first : undefined;
}
