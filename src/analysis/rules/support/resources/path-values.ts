import type { Argument, CallFact, TestFile, Variable } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { packageCall } from '../packages.ts';
import { madeBy } from '../state/holders.ts';
import { variableNamed } from '../values.ts';

/** A path as far as the file tells it. */
export interface PathValue {
  /** `temporary`: below the directory that all processes share. `project`: below the test file or the working directory. */
  readonly root: 'temporary' | 'project';
  /** The parts behind the root, as written. */
  readonly parts: readonly string[];
  /** A part is the time of day. */
  readonly byTime: boolean;
  /** The variable whose value says where it is; the outermost one, where one is built from another. */
  readonly variable?: Variable;
}

/** Values that differ from process to process and from run to run. */
const unique =
  /uuid|random|\bpid\b|mkdtemp|nanoid|hrtime|worker_?(?:id|index)|pool_?id|threadId|testInfo|getTime|cuid/i;
const timed = /\bDate\.now\(\)|\+new Date\b|performance\.now\(\)/;
const maxSteps = 6;

/** Where a path leads that was fixed beforehand; undefined when it is not known, or made to be unique. */
export function pathValue(
  file: TestFile,
  source: Source,
  argument: Argument,
  from: number,
  steps = 0,
): PathValue | undefined {
  const text = source.slice(argument.span);
  if (steps > maxSteps || argument.kind === 'spread' || unique.test(text)) return undefined;
  const next = (inner: Argument) => pathValue(file, source, inner, from, steps + 1);
  if (argument.kind === 'string' || argument.kind === 'template')
    return literalPath(file, source, argument, from, steps);
  if (argument.kind === 'name') return namedPath(file, source, String(argument.value), from, steps);
  if (argument.operator === '+') {
    const [left, right] = argument.operands ?? [];
    return left && right && extend(next(left), source, [right]);
  }
  const call = argument.ref === undefined || argument.kind !== 'call' ? undefined : file.calls[argument.ref];
  return call && callPath(source, call, next);
}

function literalPath(
  file: TestFile,
  source: Source,
  argument: Argument,
  from: number,
  steps: number,
): PathValue | undefined {
  const text = String(argument.value ?? '');
  if (!argument.interpolated) {
    if (/^\/(?:var\/)?tmp\/./.test(text)) return { root: 'temporary', parts: [text], byTime: false };
    // Any other absolute path is of a system that the test only speaks of.
    return /^(?:\.{0,2}\/)?[\w.-]/.test(text) && !/^\/|:/.test(text)
      ? { root: 'project', parts: [text], byTime: false }
      : undefined;
  }
  const written = source.slice(argument.span);
  const head = /^`\$\{\s*([\w$.]+)(\(\))?\s*\}([\s\S]*)`$/.exec(written);
  const byTime = timed.test(written);
  const rest = head?.[3] ?? '';
  const holes = rest.replace(timed, '').match(/\$\{/g)?.length ?? 0;
  if (!head?.[1] || holes > (timed.test(rest) ? 1 : 0)) {
    return /^\/tmp\/./.test(text) && byTime ? { root: 'temporary', parts: [written], byTime } : undefined;
  }
  const base = head[2] ? rootCall(head[1]) : namedPath(file, source, head[1], from, steps + 1);
  return base && { ...base, parts: [...base.parts, rest], byTime: base.byTime || byTime };
}

function namedPath(file: TestFile, source: Source, name: string, from: number, steps: number): PathValue | undefined {
  if (name === '__dirname' || /^import\.meta\.(?:dirname|dir)$/.test(name)) return projectRoot;
  const variable = variableNamed(file, name, from);
  if (!variable) return undefined;
  const { initial } = variable;
  const assigned = variable.accesses.filter(({ kind }) => kind !== 'read').length;
  const value =
    initial && initial.kind !== 'null' && assigned === 0
      ? pathValue(file, source, initial, variable.function, steps + 1)
      : assignedPath(file, source, variable, assigned, steps);
  // A name for the directory itself, or for one above it, is no path of the test's own.
  const isBare = value?.parts.every((part) => /^['"`]?[./]*['"`]?$/.test(part));
  return value && !isBare ? { variable, ...value } : value;
}

/** `let dir;` and, once, in a hook: `dir = path.join(…)`. */
function assignedPath(
  file: TestFile,
  source: Source,
  variable: Variable,
  assigned: number,
  steps: number,
): PathValue | undefined {
  const [call, ...others] = madeBy(file, source, variable);
  if (!call || others.length > 0 || assigned !== 1 || unique.test(source.slice(call.span))) return undefined;
  return callPath(source, call, (inner) => pathValue(file, source, inner, call.function, steps + 1));
}

const projectRoot: PathValue = { root: 'project', parts: [], byTime: false };
const temporaryRoot: PathValue = { root: 'temporary', parts: [], byTime: false };

function rootCall(callee: string): PathValue | undefined {
  if (/(?:^|\.)tmpdir$/.test(callee)) return temporaryRoot;
  return callee === 'process.cwd' ? projectRoot : undefined;
}

function callPath(
  source: Source,
  call: CallFact,
  next: (argument: Argument) => PathValue | undefined,
): PathValue | undefined {
  const [first, ...rest] = call.arguments;
  const root = rootCall(call.callee);
  if (root) return root;
  if (!first) return undefined;
  const last = call.callee.split('.').at(-1) ?? '';
  if (/^(?:dirname|realpathSync|normalize|slash|toNamespacedPath)$/.test(last)) return next(first);
  const isPath =
    packageCall(call)?.module.match(/^(?:path|pathe|path\/posix)$/) !== null && /^(?:join|resolve)$/.test(last);
  return isPath ? extend(next(first), source, rest) : undefined;
}

/** The base with more parts; undefined when one of them is no literal and no time. */
function extend(base: PathValue | undefined, source: Source, more: readonly Argument[]): PathValue | undefined {
  if (!base) return undefined;
  const texts = more.map((argument) => source.slice(argument.span));
  if (texts.some((text) => unique.test(text))) return undefined;
  const byTime = texts.some((text) => timed.test(text));
  const known = more.every(
    (argument, index) =>
      argument.kind === 'string' ||
      (argument.kind === 'template' && !argument.interpolated) ||
      timed.test(texts[index] ?? ''),
  );
  return known ? { ...base, parts: [...base.parts, ...texts], byTime: base.byTime || byTime } : undefined;
}
