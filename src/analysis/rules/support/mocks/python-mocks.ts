import type { Argument, CallFact, TestFile } from '../../../facts.ts';

/** A mock of unittest.mock, as far as the code tells what it is. */
export interface PythonMock {
  /** `patched`: what `patch` puts there, a MagicMock or, in the place of an async function, an AsyncMock. */
  readonly type: MockType;
  /** Made from a specification. `auto`: also what hangs on it. The name when it is written as one. */
  readonly spec?: { readonly kind: 'plain' | 'auto'; readonly name?: string };
  /** The call that makes it, and the file that it stands in. */
  readonly made: CallFact;
  readonly file: TestFile;
  /** The names that lead from the mock made there to the one that is meant; a call reads `return_value`. */
  readonly members: readonly string[];
}

export type MockType = 'Mock' | 'MagicMock' | 'AsyncMock' | 'patched' | 'unknown';

const classes =
  /^(?:(?:unittest\.)?mock|(?:\w+_)?mocker)\.(Mock|MagicMock|AsyncMock|NonCallableM(?:agicM)?ock|PropertyMock)$/;
const specifying = /^(?:(?:unittest\.)?mock|(?:\w+_)?mocker)\.create_autospec$/;
const patching = /^(?:(?:unittest\.)?mock|(?:\w+_)?mocker)\.patch(\.object)?$/;

/** `patch(…)` and `patch.object(…)`, also of pytest-mock. */
export function isPatch(callee: string): boolean {
  return patching.test(callee);
}

/** Does the call make a mock? `mocker.patch(…)` does; `patch(…)` gives one only to `with`, a decorator or `start()`. */
export function isMockMaker(callee: string): boolean {
  return classes.test(callee) || specifying.test(callee) || /^(?:\w+_)?mocker\.patch(?:\.object)?$/.test(callee);
}

/** What a mock-making call makes; `given`: the replacement of `patch(…, new=…)`, which its caller has to look into. */
export function madeBy(file: TestFile, call: CallFact): PythonMock | { readonly given: Argument } | undefined {
  const base = { made: call, file, members: [] };
  const type = classes.exec(call.callee)?.[1];
  if (type !== undefined) {
    const spec = keyword(call, 'spec', 'spec_set') ?? call.arguments.find(isPositional);
    const plain = type === 'Mock' || type === 'MagicMock' || type === 'AsyncMock' ? type : 'unknown';
    const isOpen = call.arguments.some(
      ({ kind, name, operator }) => name === 'wraps' || kind === 'spread' || operator === '*',
    );
    return { ...base, type: isOpen ? 'unknown' : plain, ...(spec && isGiven(spec) && { spec: specOf(spec, 'plain') }) };
  }
  if (specifying.test(call.callee)) {
    const [first] = call.arguments;
    return { ...base, type: 'unknown', spec: first ? specOf(first, 'auto') : { kind: 'auto' } };
  }
  return isPatch(call.callee) ? patchedBy(file, call) : undefined;
}

function patchedBy(file: TestFile, call: CallFact): ReturnType<typeof madeBy> {
  const base = { made: call, file, members: [] };
  const given = replacementOf(call);
  if (given) return { given };
  const callable = keyword(call, 'new_callable');
  if (callable) {
    const name = callable.kind === 'name' ? String(callable.value).split('.').at(-1) : undefined;
    const original = file.imports.find((entry) => entry.local === name)?.name ?? name;
    const spec = keyword(call, 'spec', 'spec_set');
    const type = original === 'Mock' || original === 'MagicMock' || original === 'AsyncMock' ? original : 'unknown';
    return { ...base, type, ...(spec && isGiven(spec) && { spec: specOf(spec, 'plain') }) };
  }
  const auto = keyword(call, 'autospec');
  if (auto && isGiven(auto)) return { ...base, type: 'unknown', spec: { kind: 'auto' } };
  const spec = keyword(call, 'spec', 'spec_set');
  return { ...base, type: 'patched', ...(spec && isGiven(spec) && { spec: specOf(spec, 'plain') }) };
}

/** What `patch` puts there instead of a mock of its own. */
export function replacementOf(call: CallFact): Argument | undefined {
  const position = call.callee.endsWith('.object') ? 2 : 1;
  return keyword(call, 'new') ?? call.arguments.filter(isPositional)[position];
}

export function keyword({ arguments: args }: CallFact, ...names: readonly string[]): Argument | undefined {
  return args.find(({ name }) => name !== undefined && names.includes(name));
}

function isPositional({ name, kind, operator }: Argument): boolean {
  return name === undefined && kind !== 'spread' && operator !== '*';
}

function isGiven({ kind, value }: Argument): boolean {
  return kind !== 'null' && value !== false;
}

function specOf({ kind, value }: Argument, auto: 'plain' | 'auto') {
  return { kind: auto, ...(kind === 'name' && { name: String(value) }) };
}

/** What is no mock on a mock, or says nothing of one. Source: the attributes of unittest.mock's classes. */
const own =
  /^(?:called|call_count|call_args|call_args_list|mock_calls|method_calls|await_count|await_args|await_args_list|side_effect|mock_add_spec|attach_mock|configure_mock|reset_mock|assert_\w+|__class__|__dict__|__name__)$/;

/** The mock that hangs on another one by a name, when nothing was put there. */
export function memberMock(mock: PythonMock, name: string): PythonMock | undefined {
  if (own.test(name)) return undefined;
  const members = [...mock.members, name];
  if (mock.spec) return { ...mock, members, type: 'unknown' };
  if (/^__a(?:enter|exit|next|iter)__$/.test(name)) return { ...mock, members, type: 'AsyncMock' };
  if (/^__\w+__$/.test(name)) return { ...mock, members, type: mock.type === 'AsyncMock' ? 'MagicMock' : mock.type };
  return { ...mock, members };
}

/** A name that is not there raises, where other mocks make it up: on what was made from a specification. */
export function refusesUnknown({ spec, members }: PythonMock): boolean {
  return spec !== undefined && (spec.kind === 'auto' || members.length === 0);
}
