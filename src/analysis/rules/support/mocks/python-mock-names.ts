import type { Argument, CallFact, FunctionFact, Span, TestFile, Variable } from '../../../facts.ts';
import type { FixtureIndex, FixtureSite } from '../../../fixtures.ts';
import { isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { variableNamed } from '../values.ts';
import { isMockMaker, isPatch, keyword, madeBy, memberMock, type PythonMock, replacementOf } from './python-mocks.ts';

/** Where a name is looked up: a function of a file, up to an offset in it. The source is known of the analysed file only. */
interface Scene {
  readonly file: TestFile;
  readonly source: Source | undefined;
  readonly fixtures: FixtureIndex;
  /** Of another file: the fixture whose parameters are meant. */
  readonly site?: FixtureSite;
  readonly from: number;
  readonly before: number;
  readonly steps: number;
}

/** Another name of a mock, where it was made or handed on. */
interface Alias {
  readonly scene: Scene;
  readonly path: string;
}

type Found = PythonMock & { readonly aliases?: readonly Alias[] };

interface Given {
  readonly scene: Scene;
  readonly value: Argument | 'unclear';
}

/** Aliases, fixtures and helpers that are followed on the way to a mock. */
const mostSteps = 6;

/**
 * The mock that a dotted path means at a place: through variables, `self`, `with patch(…) as`, arguments of `@patch`, fixtures and
 * functions of the file that return one. Undefined when it is none, or when the file does not tell.
 */
export function mockAt(context: RuleContext, path: string, from: number, before: number): PythonMock | undefined {
  const { file, source, fixtures } = context;
  return atPath({ file, source, fixtures, from, before, steps: 0 }, path);
}

/** `a.b().c` as `['a', 'b', 'return_value', 'c']`; undefined when a part has no name. */
export function linksOf(path: string): readonly string[] | undefined {
  const parts = path.split('.').flatMap((part) => {
    const name = part.replace(/(?:\(\))+$/, '');
    return [name, ...Array<string>((part.length - name.length) / 2).fill('return_value')];
  });
  return parts.every((part) => /^[A-Za-z_]\w*$/.test(part)) ? parts : undefined;
}

function atPath(scene: Scene, path: string): Found | undefined {
  const links = linksOf(path);
  if (!links || scene.steps > mostSteps) return undefined;
  const onSelf = links[0] === 'self' || links[0] === 'cls';
  const head = links.slice(0, onSelf ? 2 : 1).join('.');
  const root = onSelf ? attributeMock(scene, head) : nameMock(scene, head);
  return root && follow(scene, root, head, links.slice(onSelf ? 2 : 1));
}

/** From a mock along names; what the test, or the fixture that made it, put in the place of one counts. */
function follow(scene: Scene, root: Found, head: string, members: readonly string[]): Found | undefined {
  let mock: Found = root;
  let aliases: readonly Alias[] = [{ scene, path: head }, ...(root.aliases ?? [])];
  for (const name of members) {
    aliases = aliases.map((alias) => ({ ...alias, path: `${alias.path}.${name}` }));
    const written = aliases.flatMap((alias) => writtenTo(alias.scene, alias.path) ?? []);
    const given = written[0] ?? givenAs({ ...mock, aliases }, name);
    if (given?.value === 'unclear') return undefined;
    const found: Found | undefined = given
      ? valueMock({ ...given.scene, steps: scene.steps + 1 }, given.value)
      : memberMock(mock, name);
    if (!found) return undefined;
    aliases = given ? [...aliases, ...(found.aliases ?? [])] : aliases;
    mock = found;
  }
  return { ...mock, aliases };
}

/** `Mock(fetch=AsyncMock())`, `AsyncMock(return_value=…)`. */
function givenAs({ made, members, file, aliases = [] }: Found, name: string): Given | undefined {
  const value = members.length > 0 ? undefined : keyword(made, name);
  const scene = aliases.find((alias) => alias.scene.file === file)?.scene ?? aliases[0]?.scene;
  return value && scene && { value: scene.file === file ? value : 'unclear', scene };
}

/** The value that was last put there before the place. */
function writtenTo(scene: Scene, path: string): Given | undefined {
  const { file, from, before } = scene;
  const written = file.memberWrites.filter(
    ({ target, root, function: id }) =>
      root !== 'import' &&
      linksOf(target)?.join('.') === path &&
      (isWithin(file, from, id) || path.startsWith('self.')),
  );
  const last = written.filter(({ span, function: id }) => id !== from || span.end <= before).at(-1);
  if (!last) return undefined;
  return { scene, value: last.operator === '=' && last.value ? last.value : 'unclear' };
}

function nameMock(scene: Scene, name: string): Found | undefined {
  const { file, from, before } = scene;
  const variable = variableNamed(file, name, from);
  if (variable) return variableMock(scene, variable, before);
  for (let fn = file.functions[from]; fn && fn.id !== 0; fn = file.functions[fn.parent]) {
    const isParameter = fn.parameters.some((parameter) => parameter.name === name);
    if (isParameter) return parameterMock(scene, fn, name);
  }
  return undefined;
}

function variableMock(scene: Scene, variable: Variable, before: number): Found | undefined {
  const { file, source, from } = scene;
  const inside = { ...next(scene), from: variable.function };
  const { initial, nameSpan } = variable;
  if (variable.constant) {
    if (!initial || !isTheValue(file, initial, nameSpan)) return undefined;
    return valueMock({ ...inside, before: nameSpan.start }, initial);
  }
  if (variable.function !== from || !source) return undefined;
  const bindings = [
    variable.nameSpan,
    ...variable.accesses.filter(({ kind }) => kind === 'assign').map(({ span }) => span),
  ];
  const last = bindings.filter(({ start }) => start < before).at(-1);
  const call = last && boundCall(file, source, last);
  return call && callMock({ ...inside, before: last.start }, call);
}

/** Behind `with … as` stands what entering gives, which only of `patch(…)` is the mock. */
function isTheValue(file: TestFile, { span, ref }: Argument, name: Span): boolean {
  if (span.end > name.start) return true;
  const call = ref === undefined ? undefined : file.calls[ref];
  return call !== undefined && isPatch(call.callee);
}

/** The call whose value is bound there: `m = Mock()`, `with patch(…) as m`. */
function boundCall(file: TestFile, source: Source, name: Span): CallFact | undefined {
  return file.calls.find(({ handling, span, callee }) => {
    if (handling !== 'assigned') return false;
    if (span.start > name.end) return /^\s*(?::[^=\n]+)?=\s*$/.test(source.text.slice(name.end, span.start));
    return span.end < name.start && isPatch(callee) && /^\s+as\s+\(?$/.test(source.text.slice(span.end, name.start));
  });
}

/** `self.client`: every write to it in the class has to make the same kind of mock. */
function attributeMock(scene: Scene, path: string): Found | undefined {
  const { file, from } = scene;
  const owner = classAround(file, from);
  const writes = file.memberWrites.filter(
    ({ target, function: id }) => target === path && classAround(file, id) === owner,
  );
  const mocks = writes.map(({ value, function: id, span }) =>
    value ? valueMock({ ...next(scene), from: id, before: span.start }, value) : undefined,
  );
  const [first] = mocks;
  const agree = mocks.every((mock) => mock?.type === first?.type && mock?.spec?.name === first?.spec?.name);
  return owner !== undefined && agree ? first : undefined;
}

function classAround(file: TestFile, id: number): string | undefined {
  for (let fn = file.functions[id]; fn && fn.id !== 0; fn = file.functions[fn.parent]) {
    if (fn.className !== undefined) return fn.className;
  }
  return undefined;
}

function valueMock(scene: Scene, { kind, ref, value, awaited }: Argument): Found | undefined {
  if (awaited || scene.steps > mostSteps) return undefined;
  if (kind === 'name') return atPath(scene, String(value));
  const call = kind === 'call' && ref !== undefined ? scene.file.calls[ref] : undefined;
  return call && callMock(scene, call);
}

/** What a call gives where its value is kept. */
function callMock(scene: Scene, call: CallFact): Found | undefined {
  const { file } = scene;
  if (isMockMaker(call.callee) || isPatch(call.callee)) return made(scene, call);
  const started = /^(.*)\.start$/.exec(call.callee)?.[1];
  if (started !== undefined) return startedMock(scene, call, started);
  const entered = /\.enter(?:_async)?_?[cC]ontext$/.test(call.callee) ? call.arguments[0]?.ref : undefined;
  const opened = entered === undefined ? undefined : file.calls[entered];
  if (opened && isPatch(opened.callee)) return made(scene, opened);
  const helper = /^\w+$/.test(call.callee)
    ? file.functions.find((fn) => fn.name === call.callee && fn.role === 'function' && fn.className === undefined)
    : undefined;
  if (!helper)
    return call.origin || linksOf(call.callee)?.length === 1 ? undefined : atPath(next(scene), `${call.callee}()`);
  return helper.async || helper.generator ? undefined : returnedMock(next(scene), helper);
}

function made(scene: Scene, call: CallFact): Found | undefined {
  const found = madeBy(scene.file, call);
  return found && 'given' in found ? valueMock(next(scene), found.given) : found;
}

/** `patcher.start()`, `patch(…).start()`. */
function startedMock(scene: Scene, call: CallFact, path: string): Found | undefined {
  const { file, from } = scene;
  const direct = file.calls.find(
    (other) =>
      other.handling === 'chained' &&
      isPatch(other.callee) &&
      other.span.start === call.span.start &&
      contains(call.span, other.span),
  );
  if (direct) return made(scene, direct);
  const initial = path.startsWith('self.')
    ? file.memberWrites.find(({ target }) => target === path)?.value
    : variableNamed(file, path, from)?.initial;
  const patcher = initial?.ref === undefined ? undefined : file.calls[initial.ref];
  return patcher && isPatch(patcher.callee) ? made(scene, patcher) : undefined;
}

/** What every `return` or the only `yield` of a function hands out. */
function returnedMock(scene: Scene, fn: FunctionFact): Found | undefined {
  const { file } = scene;
  const inside = (before: number): Scene => ({ ...scene, from: fn.id, before });
  const exits = file.exits.filter(({ kind, function: id }) => kind === 'return' && id === fn.id);
  const [exit, another] = exits;
  const [only, more] = fn.yields ?? [];
  if (only) return more ? undefined : yieldedMock(inside(only.span.start), only.span);
  return exit?.value && !another ? valueMock(inside(exit.span.start), exit.value) : undefined;
}

/** `yield mock`, `yield Mock()`: what fills the whole expression behind the word. */
function yieldedMock(scene: Scene, { start, end }: Span): Found | undefined {
  const { file, from } = scene;
  const fills = (span: Span) => span.end === end && span.start === start + 'yield '.length;
  const call = file.calls.find(({ span }) => fills(span));
  if (call) return callMock(scene, call);
  const variable = file.variables.find(({ accesses }) =>
    accesses.some(({ kind, span }) => kind === 'read' && fills(span)),
  );
  return variable && isWithin(file, from, variable.function) ? atPath(scene, variable.name) : undefined;
}

function parameterMock(scene: Scene, fn: FunctionFact, name: string): Found | undefined {
  const patched = patchedParameters(scene.file, fn)?.get(name);
  if (patched) return made({ ...next(scene), from: 0, before: patched.span.start }, patched);
  const site = scene.site ? scene.fixtures.requested(scene.site, name) : scene.fixtures.find(name, fn);
  const home = site?.file.functions[site.fixture.function];
  if (!site || !home) return undefined;
  const source = site.file === scene.file ? scene.source : undefined;
  return returnedMock({ ...next(scene), file: site.file, source, site, from: home.id, before: 0 }, home);
}

/** Which `patch` decorator fills which parameter: the lowest fills the first. Undefined when others may fill some. */
function patchedParameters(file: TestFile, fn: FunctionFact): ReadonlyMap<string, CallFact> | undefined {
  const suite = file.functions[fn.parent];
  const outer = suite?.role === 'suite' && fn.role === 'test' ? suite.decorators : [];
  const all = [...outer, ...fn.decorators];
  const fills = all.flatMap(({ call, callee }) => {
    const made = call === undefined ? undefined : file.calls[call];
    return made && isPatch(callee) && !replacementOf(made) ? [made] : [];
  });
  const isKnown = (callee: string) =>
    isPatch(callee) ||
    /^(?:pytest\.|pytest_asyncio\.|(?:unittest\.)?mock\.patch\.|freezegun\.|unittest\.skip)/.test(callee);
  if (fills.length === 0 || !all.every(({ callee }) => isKnown(callee))) return undefined;
  const names = fn.parameters.map((parameter) => parameter.name).filter((name) => name !== 'self' && name !== 'cls');
  return new Map(fills.reverse().flatMap((call, index) => (names[index] === undefined ? [] : [[names[index], call]])));
}

function next(scene: Scene): Scene {
  return { ...scene, steps: scene.steps + 1 };
}
