import type { CallFact, Span, TestFile } from '../../../facts.ts';
import { contains } from '../../../source.ts';
import { isStoodIn, packageCall } from '../packages.ts';
import { placeOf, unlessWholeFile } from '../places.ts';
import { climb } from '../scope.ts';

/** Work that happens while the file is loaded and its tests are collected. */
export interface EarlyWork {
  readonly at: Span;
  /** What it does, as the start of a sentence. */
  readonly does: string;
  /** Where it belongs: `beforeAll`, and what undoes it. */
  readonly belongs: string;
}

const writing =
  /^(?:writeFile|appendFile|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|symlink|outputFile|outputJson|writeJson|ensureDir|emptyDir|remove|copy|move)(?:Sync)?$/;

/** All of it that can fail, or leaves something behind, in the order of the source. */
export function earlyWork(file: TestFile): EarlyWork[] {
  return [...calls(file), ...environment(file), ...timers(file)].sort((a, b) => a.at.start - b.at.start);
}

function calls(file: TestFile): EarlyWork[] {
  return file.calls.flatMap((call) => {
    if (!isEarly(file, call.function) || decidesOnTests(file, call)) return [];
    const kind = kindOf(file, call);
    return kind ? [{ at: call.span, ...kind }] : [];
  });
}

function kindOf(file: TestFile, call: CallFact): Pick<EarlyWork, 'does' | 'belongs'> | undefined {
  if (
    /\.listen$/.test(call.callee) &&
    !/^(?:process|window|document|page|context|\w*(?:emitter|bus|events?|socket|history|store))\./i.test(call.callee)
  ) {
    return { does: 'Starts a server', belongs: 'beforeAll, and close it in afterAll' };
  }
  if (call.callee === 'process.chdir') {
    return { does: 'Changes the working directory', belongs: 'beforeAll, and change back in afterAll' };
  }
  if (call.callee === 'setInterval')
    return { does: 'Starts an interval', belongs: 'beforeAll, and clear it in afterAll' };
  const known = packageCall(call);
  if (!known) return undefined;
  const { module, name } = known;
  if (module === 'child_process' && /^(?:spawn|exec|execFile|fork)(?:Sync)?$/.test(name)) {
    return { does: 'Runs another program', belongs: 'beforeAll' };
  }
  if (/^(?:fs|fs-extra|graceful-fs)$/.test(module) && writing.test(name) && !isStoodIn(file, 'fs')) {
    return { does: 'Writes to the file system', belongs: 'beforeAll, and clean up in afterAll' };
  }
  return undefined;
}

/** At file level or in the body of a suite, whatever happens. */
function isEarly(file: TestFile, id: number): boolean {
  const role = file.functions[id]?.role;
  return role === 'module' || role === 'suite';
}

/** Its outcome says which tests there are, or it may fail and is caught: that cannot wait for a hook. */
function decidesOnTests(file: TestFile, { span, block, handling }: CallFact): boolean {
  if ([...climb(file, block)].some((each) => each.kind !== 'function')) return true;
  if (handling === 'dropped' || handling === 'awaited') return isUsedEarly(file, span);
  if (handling !== 'assigned') return handling !== 'chained' || isUsedEarly(file, span);
  return isUsedEarly(file, span);
}

/** What it is assigned to is read again while tests are collected. */
function isUsedEarly(file: TestFile, span: Span): boolean {
  return file.variables.some(
    ({ initializer, accesses }) =>
      initializer !== undefined &&
      contains(initializer, span) &&
      accesses.some((access) => access.kind === 'read' && isEarly(file, access.function)),
  );
}

/** In the body of one suite of several: the others run with it as well. */
function environment(file: TestFile): EarlyWork[] {
  return file.environment.flatMap(({ span, function: id, block, name, restores }) => {
    if (restores || !isOfOneSuite(file, id) || [...climb(file, block)].some((each) => each.kind !== 'function'))
      return [];
    const what = name ?? 'the environment';
    return [
      {
        at: span,
        does: `Sets ${what} for every suite of the file, not only for this one,`,
        belongs: 'beforeAll, and put it back in afterAll',
      },
    ];
  });
}

function timers(file: TestFile): EarlyWork[] {
  return file.timers.flatMap(({ span, function: id, operation, scoped, via }) => {
    if (operation !== 'fake' || scoped || !isOfOneSuite(file, id)) return [];
    return [
      {
        at: span,
        does: `Calls ${via} for every suite of the file, not only for this one,`,
        belongs: 'beforeEach, and switch back in afterEach',
      },
    ];
  });
}

function isOfOneSuite(file: TestFile, id: number): boolean {
  if (file.functions[id]?.role !== 'suite') return false;
  const place = placeOf(file, id);
  return place.kind === 'collection' && unlessWholeFile(file, place.suite) !== undefined;
}
