import type { Argument, CallFact, TestFile, Variable } from '../../../facts.ts';
import { functionsAround, isParameter } from '../../../nesting.ts';
import { contains, type Source } from '../../../source.ts';
import { literally } from '../../../words.ts';
import { placeOf } from '../places.ts';
import { variableNamed } from '../values.ts';

/** A method of an object replaced by a spy that can put it back. */
export interface Spy {
  readonly call: CallFact;
  /** The whole chain: `vi.spyOn(api, 'load').mockReturnValue(1)`. */
  readonly chain: CallFact;
  readonly by: 'vi' | 'jest' | 'node:test' | 'sinon';
  /** The object as written: `console`, `api.client`; undefined when it is no plain path. */
  readonly object: string | undefined;
  /** The member when it is static; sinon stubs whole objects without one. */
  readonly member: string | undefined;
  /** What the spy is stored in. */
  readonly variable: Variable | undefined;
  /** For sinon: what `restore` is called on. */
  readonly owner: string;
  /** It does something else than the original, for more than one call. */
  readonly replaces: boolean;
}

const installs =
  /\.(?:mockImplementation|mockReturnValue|mockResolvedValue|mockRejectedValue|mockReturnThis|mockThrow|returns|resolves|rejects|throws|callsFake|value|get|yields|resolvesThis|returnsThis)$/;

/** The calls that install a lasting implementation: not those for one call only (`mockReturnValueOnce`, `onFirstCall`). */
export function isInstalling(callee: string): boolean {
  return installs.test(callee);
}

/** A silenced console or logger hides output and hardly changes a result. */
export function isQuiet({ object }: Spy): boolean {
  return object !== undefined && /(?:^|\.)console$|logg(?:er|ing)$|(?:^|\.)log$/i.test(object);
}

const known = new WeakMap<TestFile, readonly Spy[]>();

/** The spies that a file puts on objects, in the order of the source. Those of node:test's `t.mock` restore themselves. */
export function spiesOf(file: TestFile): readonly Spy[] {
  const found = known.get(file) ?? file.calls.flatMap((call) => spyOf(file, call) ?? []);
  known.set(file, found);
  return found;
}

function spyOf(file: TestFile, call: CallFact): Spy | undefined {
  const kind = kindOf(file, call);
  const [object, member] = call.arguments;
  if (!kind || !object) return undefined;
  const links = file.calls.filter((other) => other.span.start === call.span.start && contains(other.span, call.span));
  const chain = links.sort((a, b) => b.span.end - a.span.end)[0] ?? call;
  const variable = holderOf(file, chain);
  const later = variable
    ? file.calls.filter(
        (other) =>
          other.callee.startsWith(`${variable.name}.`) &&
          variableNamed(file, variable.name, other.function) === variable,
      )
    : [];
  const second = typeof member?.value === 'string' ? member.value : undefined;
  return {
    call,
    chain,
    by: kind.by,
    owner: kind.owner,
    object: object.kind === 'name' && typeof object.value === 'string' ? object.value : undefined,
    member: second,
    variable,
    replaces: kind.replaces || [...links, ...later].some(({ callee }) => isInstalling(callee)),
  };
}

interface Kind extends Pick<Spy, 'by' | 'owner' | 'replaces'> {}

function kindOf(file: TestFile, { callee, origin, arguments: args, function: from }: CallFact): Kind | undefined {
  const runner = /^(vi|jest)\.(spyOn|replaceProperty)$/.exec(callee);
  if (runner)
    return { by: runner[1] === 'vi' ? 'vi' : 'jest', owner: runner[1] ?? '', replaces: runner[2] !== 'spyOn' };
  if (/^mock\.(?:method|getter|setter)$/.test(callee)) {
    const isModule = origin?.module === 'node:test';
    const hasOwn = args.slice(2).some((argument) => argument.kind === 'function' || argument.kind === 'name');
    return isModule ? { by: 'node:test', owner: 'mock', replaces: hasOwn } : undefined;
  }
  const found = /^([\w$]+)\.(stub|spy|replace|replaceGetter|replaceSetter|mock)$/.exec(callee);
  const [, owner = '', verb = ''] = found ?? [];
  // `sinon.stub()` and `sinon.spy(fn)` stand alone.
  if (
    !found ||
    args.length < (verb === 'stub' || verb === 'mock' ? 1 : 2) ||
    !isSandbox(file, owner, from, origin?.module)
  )
    return undefined;
  return { by: 'sinon', owner, replaces: verb !== 'spy' };
}

/** Sinon itself, or what `sinon.createSandbox()` gave. */
function isSandbox(file: TestFile, name: string, from: number, module: string | undefined): boolean {
  if (module === 'sinon') return true;
  const variable = variableNamed(file, name, from);
  if (!variable) return name === 'sinon' && module === undefined;
  const given = (argument: Argument | undefined) =>
    argument?.ref !== undefined && /createSandbox$|sandbox\.create$/.test(file.calls[argument.ref]?.callee ?? '');
  return given(variable.initial) || (/^sandbox$/i.test(name) && file.imports.some((entry) => entry.module === 'sinon'));
}

/** The variable that a call's value is stored in. */
export function holderOf(file: TestFile, call: CallFact): Variable | undefined {
  if (call.handling !== 'assigned') return undefined;
  return (
    file.variables.find((variable) => variable.initializer && contains(variable.initializer, call.span)) ??
    file.variables.find((variable) =>
      variable.accesses.some((access) => access.kind === 'assign' && access.span.start === call.statement.start),
    )
  );
}

/**
 * Does the object outlive the test? Imports, globals and what the file keeps for several tests do; what the test or a hook
 * makes anew does not. `unknown` where this file does not tell.
 */
export function isShared(file: TestFile, source: Source, path: string, from: number): 'yes' | 'no' | 'unknown' {
  const root = path.split('.')[0] ?? '';
  if (root === 'this' || root === '' || root === '?') return 'no';
  const variable = variableNamed(file, root, from);
  if (!variable) {
    if (isParameter(file, root, from) || isDeclaredInside(file, source, root, from)) return 'no';
    return file.imports.some((entry) => entry.local === root) || /^[A-Za-z_$]/.test(root) ? 'yes' : 'unknown';
  }
  // After `resetModules` every loading gives new modules.
  const isFresh = () =>
    variable.level === 'function' && file.calls.some(({ callee }) => /\.resetModules$/.test(callee));
  if (variable.initial && isModule(file, variable.initial)) return isFresh() ? 'no' : 'yes';
  // Another name for something: `const con = console`.
  if (variable.initial?.kind === 'name' && String(variable.initial.value) !== path) {
    return isShared(file, source, String(variable.initial.value ?? ''), variable.function);
  }
  if (variable.level === 'function') return 'no';
  const renewed = variable.accesses.some((access) => {
    const place = access.kind === 'assign' ? placeOf(file, access.function) : undefined;
    return (
      place?.kind === 'test' || place?.kind === 'helper' || (place?.kind === 'hook' && place.hook.kind === 'beforeEach')
    );
  });
  if (renewed) return 'no';
  return variable.initial || variable.accesses.some((access) => access.kind === 'assign') ? 'yes' : 'unknown';
}

/** `await import('./x')`, `require('./x')`, `vi.importActual('./x')`. */
function isModule(file: TestFile, { ref }: Argument): boolean {
  const callee = ref === undefined ? '' : (file.calls[ref]?.callee ?? '');
  return /^(?:import|require)$|^(?:vi|jest)\.(?:importActual|importMock|requireActual|requireMock)$/.test(callee);
}

/** A class or function of that name is declared in a function around: the facts list no such classes. */
function isDeclaredInside(file: TestFile, source: Source, name: string, from: number): boolean {
  const declared = new RegExp(`\\b(?:class|function\\*?)\\s+${literally(name)}(?![\\w$])`);
  return [...functionsAround(file, from)].some((fn) => fn.role !== 'suite' && declared.test(source.slice(fn.span)));
}
