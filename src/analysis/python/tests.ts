import type { CallFact, Decorator, Fixture, FunctionRole, Hook, Span } from '../facts.ts';
import { marksOf } from './marks.ts';
import { isCollectedName } from './naming.ts';
import type { FunctionDraft, Place, Session } from './session.ts';

/** pytest's, those of its plugins, and SQLAlchemy's own over it (`testing.fixture`, `testing.variation_fixture`). */
const fixtureDecorator = /^(?:pytest\w*|sqlalchemy\.testing)\.(\w+\.)*(\w+_)?(yield_)?fixture$/;

/** What makes several tests of one; SQLAlchemy's over pytest's own among them. */
const tables =
  /^(?:pytest\.mark\.parametrize|sqlalchemy\.testing\.(?:\w+\.)?(?:combinations|combinations_list|variation))$/;

/** xunit-style names, unittest's and pytest's. */
const hookKinds: Readonly<Record<string, Hook['kind']>> = {
  setup_method: 'beforeEach',
  setup_function: 'beforeEach',
  setUp: 'beforeEach',
  asyncSetUp: 'beforeEach',
  teardown_method: 'afterEach',
  teardown_function: 'afterEach',
  tearDown: 'afterEach',
  asyncTearDown: 'afterEach',
  setup_class: 'beforeAll',
  setUpClass: 'beforeAll',
  setUpTestData: 'beforeAll',
  setup_module: 'beforeAll',
  setUpModule: 'beforeAll',
  teardown_class: 'afterAll',
  tearDownClass: 'afterAll',
  teardown_module: 'afterAll',
  tearDownModule: 'afterAll',
};

/** nose's names, which pytest before 8 ran in classes, and those of SQLAlchemy's own plugin. */
const classHooks: Readonly<Record<string, Hook['kind']>> = {
  setup: 'beforeEach',
  teardown: 'afterEach',
  setup_test: 'beforeEach',
  teardown_test: 'afterEach',
};

function hookKind({ name }: FunctionDraft, place: Place): Hook['kind'] | undefined {
  if (place.scope.kind === 'function') return undefined;
  if (Object.hasOwn(hookKinds, name)) return hookKinds[name];
  return place.scope.suite !== undefined && Object.hasOwn(classHooks, name) ? classHooks[name] : undefined;
}

function makesFixture(decorators: readonly Decorator[]): Decorator | undefined {
  return decorators.find(({ callee }) => fixtureDecorator.test(callee));
}

export function roleOf(draft: FunctionDraft, place: Place, session: Session): FunctionRole {
  if (makesFixture(draft.decorators)) return 'fixture';
  if (hookKind(draft, place)) return 'hook';
  const collected = place.scope.kind === 'module' || (place.scope.kind === 'class' && place.scope.suite !== undefined);
  const property = draft.decorators.some(({ callee }) =>
    /^(property|functools\.cached_property|\w+\.setter)$/.test(callee),
  );
  return session.holdsTests && collected && !property && isCollectedName(draft.name, place.scope, session)
    ? 'test'
    : 'function';
}

/** Records the function as what it is once its body has been read. */
export function recordRole(draft: FunctionDraft, name: Span, place: Place, session: Session): () => void {
  const nameSpan = { start: name.start, end: name.end };
  const hook = draft.role === 'hook' ? hookKind(draft, place) : undefined;
  const { suite } = place.scope;
  const inSuite = suite === undefined ? {} : { suite };
  // Hooks are recorded first: clean-up code is told by its hook while the body is read.
  if (hook) session.hooks.push({ kind: hook, function: draft.id, ...inSuite, span: draft.span });
  if (draft.role === 'test') return () => recordTest(draft, nameSpan, place, session);
  if (draft.role === 'fixture') return () => recordFixture(draft, nameSpan, place, session);
  return () => {};
}

function recordTest(draft: FunctionDraft, nameSpan: Span, place: Place, session: Session): void {
  const own = marksOf(draft.decorators, session);
  const modifiers = place.scope.kind === 'module' ? [...session.moduleMarks, ...own] : own;
  const suites = enclosing(place.scope.suite, session);
  const all = [...modifiers, ...suites.flatMap(({ modifiers: marks }) => marks)];
  session.tests.push({
    id: session.tests.length,
    title: draft.name,
    staticTitle: true,
    fullTitle: [...suites.map(({ title }) => title), draft.name].join('::'),
    ...(place.scope.suite !== undefined && { suite: place.scope.suite }),
    function: draft.id,
    span: draft.span,
    nameSpan,
    modifiers,
    parametrized: all.some(({ name }) => name === 'parametrize' || name === 'given'),
    registeredConditionally: conditional(place, session),
    fixtures: [...new Set([...requested(draft, place, session, suites), ...used(draft, suites, session)])],
  });
}

function enclosing(suite: number | undefined, session: Session) {
  const path = [];
  for (let at = suite === undefined ? undefined : session.suites[suite]; at; ) {
    path.unshift(at);
    at = at.parent === undefined ? undefined : session.suites[at.parent];
  }
  return path;
}

function conditional(place: Place, session: Session): boolean {
  for (let block = session.blocks[place.block]; block && block.id !== 0; block = session.blocks[block.parent]) {
    if (block.kind === 'branch' || block.kind === 'loop' || block.kind === 'catch') return true;
  }
  return false;
}

function recordFixture(draft: FunctionDraft, nameSpan: Span, place: Place, session: Session): void {
  const decorator = makesFixture(draft.decorators);
  const call = decorator?.call === undefined ? undefined : session.calls[decorator.call];
  const name = keyword(call, 'name')?.value;
  const scope = keyword(call, 'scope');
  session.fixtures.push({
    name: typeof name === 'string' ? name : draft.name,
    function: draft.id,
    scope: scope === undefined ? 'function' : fixtureScope(scope.value),
    autouse: keyword(call, 'autouse')?.value === true,
    async: draft.async,
    hasTeardown: hasTeardown(draft, session),
    span: draft.span,
    nameSpan,
    ...(decorator && { decorator }),
    requests: requested(draft, place, session),
    ...(place.scope.suite !== undefined && { suite: place.scope.suite }),
    ...(keyword(call, 'params') && { parametrized: true }),
  });
}

function keyword(call: CallFact | undefined, name: string) {
  return call?.arguments.find((argument) => argument.name === name);
}

function fixtureScope(value: unknown): Fixture['scope'] {
  return value === 'function' || value === 'class' || value === 'module' || value === 'package' || value === 'session'
    ? value
    : 'dynamic';
}

function hasTeardown(draft: FunctionDraft, session: Session): boolean {
  if (session.calls.some((call) => call.function === draft.id && /\.addfinalizer$/.test(call.callee))) return true;
  if (draft.yieldEnd === undefined) return false;
  if (
    session.text
      .slice(draft.yieldEnd, draft.body.end)
      .replace(/^\s*#.*$/gm, '')
      .trim() !== ''
  )
    return true;
  // A `with` or `try … finally` around the yield ends after it.
  for (
    let block = session.blocks[draft.yieldBlock ?? draft.block];
    block && block.id !== draft.block;
    block = session.blocks[block.parent]
  ) {
    if (block.kind === 'with' || block.kind === 'try') return true;
  }
  return false;
}

/** Parameters that pytest fills with fixtures: not `self`, not what has a default, what parametrize, patch or given fill. */
function requested(
  draft: FunctionDraft,
  place: Place,
  session: Session,
  suites: readonly { function: number }[] = [],
): string[] {
  const isStatic = draft.decorators.some(({ callee }) => callee === 'staticmethod');
  const own = place.scope.kind === 'class' && !isStatic ? draft.parameters.slice(1) : draft.parameters;
  const plain = own
    .filter(({ defaultValue, span }) => !defaultValue && session.text[span.start] !== '*')
    .map(({ name }) => name);
  const calls = decoratorCalls(draft.decorators, session);
  const patches = calls.filter(({ callee, fact }) => injectsMock(callee, fact)).length;
  const filled = new Set(
    suites
      .flatMap((suite) => decoratorCalls(session.functions[suite.function]?.decorators ?? [], session))
      .flatMap(({ callee, fact }) => (tables.test(callee) ? directNames(fact, session) : [])),
  );
  let fromRight = 0;
  for (const { callee, fact } of calls) {
    if (tables.test(callee)) for (const name of directNames(fact, session)) filled.add(name);
    if (callee !== 'hypothesis.given') continue;
    for (const { name } of fact.arguments) {
      if (name === undefined) fromRight += 1;
      else filled.add(name);
    }
  }
  return plain.slice(patches, fromRight > 0 ? -fromRight : undefined).filter((name) => !filled.has(name));
}

function decoratorCalls(decorators: readonly Decorator[], session: Session) {
  return decorators.flatMap(({ call, callee }) => {
    const fact = call === undefined ? undefined : session.calls[call];
    return fact ? [{ callee, fact }] : [];
  });
}

/** `@patch('a.b')` hands its mock to the function unless it is told what to put there. */
function injectsMock(callee: string, call: CallFact): boolean {
  const kind = /^(?:unittest\.)?mock\.patch(\.object)?$/.exec(callee);
  if (!kind) return false;
  const positional = call.arguments.filter(({ name }) => name === undefined).length;
  return !keyword(call, 'new') && positional < (kind[1] === undefined ? 2 : 3);
}

/** The names that `parametrize` fills itself: not those that it hands to fixtures. */
function directNames(call: CallFact, session: Session): string[] {
  const names = parametrizedNames(call, session);
  const indirect = keyword(call, 'indirect');
  if (!indirect || indirect.value === false) return names;
  const handedOn = indirect.elements?.map(({ value }) => value);
  return handedOn ? names.filter((name) => !handedOn.includes(name)) : [];
}

function parametrizedNames(call: CallFact, session: Session): string[] {
  // `combinations` begins with its rows.
  const first = keyword(call, 'argnames') ?? (call.callee.includes('.combinations') ? undefined : call.arguments[0]);
  if (typeof first?.value === 'string' && first.kind === 'string')
    return first.value.split(',').map((name) => name.trim());
  return first?.kind === 'array' ? (session.slice(first.span).match(/\w+/g) ?? []) : [];
}

/** `@pytest.mark.usefixtures('a', 'b')` on the test or its classes. */
function used(draft: FunctionDraft, suites: readonly { function: number }[], session: Session): string[] {
  const decorators = [
    ...draft.decorators,
    ...suites.flatMap((suite) => session.functions[suite.function]?.decorators ?? []),
  ];
  return decorators.flatMap(({ callee, call }) => {
    if (callee !== 'pytest.mark.usefixtures' || call === undefined) return [];
    return (session.calls[call]?.arguments ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  });
}
