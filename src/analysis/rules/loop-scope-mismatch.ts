import type { Argument, CallFact, Test, TestFile } from '../facts.ts';
import type { FixtureSite } from '../fixtures.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { loopScopeMismatchExamples } from './examples/loop-scope-mismatch.ts';
import { type Mark, marksIn } from './support/pytest/marks.ts';
import { isSwitchedOff, suitesAround } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

const scopes = new Set(['function', 'class', 'module', 'package', 'session']);
/** Names of things that belong to the loop that made them. */
const loopBound =
  /(?<!^mock.*)(?:^|_)(?:engine|conn|connection|pool|client|session|redis|broker|lock|semaphore|queue|db|database|channel)s?(?:$|_)/i;
/** Calls that make such things. */
const makesBound =
  /(?:^|\.)(?:create_async_engine|async_engine_from_config|AsyncEngine|AsyncSession|async_sessionmaker|AsyncClient|ClientSession|create_pool|AsyncIOMotorClient|AsyncMongoClient|create_redis_pool)$|^(?:asyncpg\.connect|redis\.asyncio\.\w+|asyncio\.(?:Lock|Event|Queue|Semaphore|Condition|create_task|start_server|open_connection))/;

/** A test or fixture that asks for fixtures by name, and the loop that it runs in. */
interface User {
  readonly title: string;
  readonly names: readonly string[];
  readonly loop: string | undefined;
  readonly isTest: boolean;
  readonly file: TestFile;
  readonly function: number;
}

/** A fixture that runs in one loop, and what uses it in another. */
interface Mismatch {
  readonly site: FixtureSite;
  readonly loop: string;
  readonly user: User;
  readonly tests: Test[];
}

/**
 * pytest-asyncio since 0.23 has a loop for each scope. A fixture runs in that of its `loop_scope`, else of
 * `asyncio_default_fixture_loop_scope`, else of its own scope; a test in that of its mark's `loop_scope`, else of
 * `asyncio_default_test_loop_scope`, else in a loop of its own. Source: pytest-asyncio's reference, configuration and plugin.py;
 * measured on 0.25 and 1.4: "attached to a different loop" for what is bound to its loop, silence for aiosqlite.
 */
export const loopScopeMismatch = defineRule({
  id: 'loop-scope-mismatch',
  title: 'Fixture and test run in different event loops',
  cause: 'async-wait',
  topic: 'async',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'A session-scoped async fixture runs in the loop of the session, its tests each in a loop of their own. Connections, pools, locks and clients belong to the loop that made them: the first test that waits on one gets "attached to a different loop", or hangs.',
  examples: loopScopeMismatchExamples,
  *check(context) {
    const { file, project, fixtures } = context;
    const { pytest } = project;
    if (!pytest?.usesPytestAsyncio || pytest.runsAsyncOtherwise) return;
    if (versionIs(project, 'pytest-asyncio', { atLeast: '0.23' }) === 'no') return;
    const found = new Map<FixtureSite['fixture'], Mismatch>();
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      if (!fn || isSwitchedOff(file, test) || fixtures.find('event_loop', fn)) continue;
      for (const { site, loop, user } of mismatches(context, test)) {
        const known = found.get(site.fixture);
        if (known) known.tests.push(test);
        else found.set(site.fixture, { site, loop, user, tests: [test] });
      }
    }
    for (const mismatch of found.values()) {
      const report = reportOf(context, mismatch);
      if (report) yield report;
    }
  },
});

/** Fixtures that the test uses, or another fixture for it, from another loop than theirs. */
function mismatches(context: RuleContext, test: Test): readonly Omit<Mismatch, 'tests'>[] {
  const { file, fixtures } = context;
  const own = file.functions[test.function]?.async ? loopOfTest(context, test) : undefined;
  if (own === undefined) return [];
  const used = fixtures.used(test);
  const users: User[] = [
    { title: `test "${test.title}"`, names: test.fixtures, loop: own, isTest: true, file, function: test.function },
    ...used.map((site) => ({
      title: `fixture "${site.fixture.name}"`,
      names: site.fixture.requests,
      // A plain fixture hands on what it gets.
      loop: site.fixture.async ? loopOfFixture(context, site) : site.fixture.autouse ? undefined : own,
      isTest: false,
      file: site.file,
      function: site.fixture.function,
    })),
  ];
  return used.flatMap((site) => {
    const loop = loopOfFixture(context, site);
    if (loop === undefined || !isBound(site)) return [];
    const user = users.find(
      (each) => each.loop !== undefined && each.loop !== loop && each.names.includes(site.fixture.name),
    );
    return user ? [{ site, loop, user }] : [];
  });
}

/** Undefined where the scope is computed, or where it is not pytest-asyncio that runs the test. */
function loopOfTest({ file, project }: RuleContext, test: Test): string | undefined {
  const mark = markOf(file, test);
  if (!mark && project.pytest?.asyncioMode !== 'auto') return undefined;
  const given = mark?.call?.arguments.find(({ name }) => name === 'loop_scope' || name === 'scope');
  const scope = given ? given.value : (project.pytest?.asyncioTestLoopScope ?? 'function');
  return typeof scope === 'string' && scopes.has(scope) ? scope : undefined;
}

/** The nearest asyncio mark: of the test, of its classes, of the module. */
function markOf(file: TestFile, test: Test): Mark | undefined {
  const marks = marksIn(file).filter(({ name }) => name === 'asyncio');
  const own = marks.find(({ owner, on }) => on === 'function' && owner?.id === test.function);
  if (own) return own;
  for (const suite of suitesAround(file, test)) {
    const onClass = marks.find(
      ({ on, owner, span }) =>
        on === 'class' &&
        (owner ? owner.id === suite.function : suite.span.start <= span.start && span.end <= suite.span.end),
    );
    if (onClass) return onClass;
  }
  return marks.find(({ on }) => on === 'module');
}

/** Undefined for what pytest-asyncio does not run. */
function loopOfFixture({ project }: RuleContext, { fixture, file }: FixtureSite): string | undefined {
  const { decorator } = fixture;
  if (!fixture.async || !decorator) return undefined;
  const isOwn = /^pytest_asyncio\.(?:plugin\.)?fixture$/.test(decorator.callee);
  if (!isOwn && (project.pytest?.asyncioMode !== 'auto' || decorator.callee !== 'pytest.fixture')) return undefined;
  const call: CallFact | undefined = decorator.call === undefined ? undefined : file.calls[decorator.call];
  const given = call?.arguments.find(({ name }) => name === 'loop_scope');
  const scope = given ? given.value : (project.pytest?.asyncioFixtureLoopScope ?? fixture.scope);
  return typeof scope === 'string' && scopes.has(scope) ? scope : undefined;
}

function reportOf(context: RuleContext, { site, loop, user, tests }: Mismatch): Report | undefined {
  const { fixture } = site;
  const [first] = tests;
  if (!first) return undefined;
  // A fixture of each test that runs in the loop of the session: only what the test awaits of it can be harmed.
  const isCertain =
    awaitsIt(user, fixture.name) ||
    (user.isTest && tests.some((test) => awaitsIt({ ...user, function: test.function }, fixture.name)));
  if (!isCertain && fixture.scope === 'function') return undefined;
  const isHere = site.file === context.file;
  const more = tests.length > 1 ? ` ${tests.length} tests of this file are concerned.` : '';
  const unsure = versionIs(context.project, 'pytest-asyncio', { atLeast: '0.23' }) === 'unknown';
  return {
    at: isHere ? fixture.nameSpan : first.nameSpan,
    ...(!isHere && { test: first.id }),
    ...(!isCertain && { severity: 'info' as const }),
    message: `The async fixture "${fixture.name}" runs in ${loopName(loop)}, and the ${user.title} that uses it in ${loopName(user.loop)}${unsure ? ' (pytest-asyncio 0.23 and later)' : ''}: what it gives may be "attached to a different loop".${more} Give both the same loop_scope.`,
    fix: user.isTest ? widen(context, tests, loop) : undefined,
  };
}

function loopName(scope: string | undefined): string {
  return scope === 'function' ? 'a loop of each test' : `the loop of the ${scope}`;
}

/** What the test gets from the fixture; a fixture that only prepares gives nothing that could belong to a loop. */
function valuesOf({ fixture, file }: FixtureSite): readonly Argument[] {
  const yields = file.functions[fixture.function]?.yields ?? [];
  const returns = file.exits.filter((exit) => exit.kind === 'return' && exit.function === fixture.function);
  return [...yields, ...returns].flatMap(({ value }) => (value && value.kind !== 'null' ? [value] : []));
}

/** By its name, or by how what it gives is made. */
function isBound(site: FixtureSite): boolean {
  const { fixture, file } = site;
  const values = valuesOf(site);
  if (values.every(({ kind }) => /^(?:string|number|boolean|object|array)$/.test(kind))) return false;
  const makes = file.calls.some((call) => call.function === fixture.function && makesBound.test(call.callee));
  return loopBound.test(fixture.name) || (makes && fixture.scope !== 'function');
}

/** `await pool.fetch(…)`, `async with pool.acquire()`, also in functions in it. */
function awaitsIt({ file, function: id }: User, name: string): boolean {
  return file.calls.some(
    ({ callee, handling, function: home }) =>
      /^(?:awaited|collected)$/.test(handling) && callee.startsWith(`${name}.`) && isWithin(file, home, id),
  );
}

/** Tests that each carry the bare mark get the loop of the fixture; what marks are elsewhere says more than one test. */
function widen({ file, source }: RuleContext, tests: readonly Test[], loop: string): FixDraft | undefined {
  if (loop === 'function') return undefined;
  const marks = new Set(tests.map((test) => markOf(file, test)));
  const edits: Edit[] = [];
  for (const mark of marks) {
    if (!mark || mark.call?.arguments.length) return undefined;
    const text = source.slice(mark.span).replace(/\(\s*\)$/, '');
    edits.push({ ...mark.span, text: `${text}(loop_scope="${loop}")` });
  }
  return edits.length > 0
    ? { title: `Run the tests in the loop of the ${loop}`, safety: 'suggested', edits }
    : undefined;
}
