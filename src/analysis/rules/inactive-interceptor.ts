import type { CallFact, FunctionFact, Test, TestFile } from '../facts.ts';
import { functionsAround, isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { literally } from '../words.ts';
import { inactiveInterceptorExamples } from './examples/inactive-interceptor.ts';
import { placeOf } from './support/places.ts';
import { isSwitchedOff } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

interface Library {
  readonly name: string;
  /** What registers an answer. */
  readonly registers: RegExp;
  /** Any mention of these switches it on for somebody; then the file, or the fixture, is left alone. */
  readonly activates: RegExp;
  readonly fixtures: RegExp;
  /** The decorator that switches it on for one test, as it is called after the module's name. */
  readonly decorator: string;
  /** Plugins that switch it on for every test. */
  readonly plugin?: string;
}

const libraries: readonly Library[] = [
  {
    name: 'responses',
    registers: /^responses\.(?:add|add_callback|upsert|get|post|put|patch|delete|head|options)$/,
    activates: /^responses\.(?:activate|start|RequestsMock|mock(?:\.(?:activate|start|__enter__))?|_?recorder.*)$/,
    fixtures: /^(?:mocked_)?responses$|rsps/,
    decorator: 'activate',
    plugin: 'pytest-responses',
  },
  {
    name: 'respx',
    registers: /^respx\.(?:get|post|put|patch|delete|head|options|route|request|add)$/,
    activates: /^respx\.(?:mock(?:\.(?:start|__enter__))?|start|MockRouter|MockTransport|router|activate)$/,
    fixtures: /respx/,
    decorator: 'mock',
  },
  {
    name: 'httpretty',
    registers: /^httpretty\.(?:HTTPretty\.)?register_uri$/,
    activates: /^httpretty\.(?:HTTPretty\.)?(?:enable|enabled|activate|httprettified|core\.\w+)$/,
    fixtures: /httpretty/,
    decorator: 'activate',
    plugin: 'pytest-httpretty',
  },
];

/** Objects that have to be entered or started before they stand in for the network. */
const objects = /^(?:requests_mock\.(?:Mocker|mock)|aioresponses\.aioresponses|responses\.RequestsMock)$/;

/**
 * Answers registered with an HTTP mock that nothing has switched on: the request goes to the real network.
 * Source: the READMEs of responses, respx, httpretty, requests-mock and aioresponses.
 */
export const inactiveInterceptor = defineRule({
  id: 'inactive-interceptor',
  title: 'HTTP mock that is never switched on',
  cause: 'network',
  topic: 'mocking',
  severity: 'error',
  languages: ['python'],
  pattern: 'mocking/external-apis',
  why: 'Registering an answer does not intercept anything by itself. Without the decorator, the with block or the fixture that activates the mock, the code under test talks to the real network, and the test passes or fails with it.',
  examples: inactiveInterceptorExamples,
  *check(context) {
    const { file, project } = context;
    if (project.runner.interceptsNetwork) return;
    const seen = new Set<string>();
    for (const call of file.calls) {
      const report = registered(context, call) ?? unentered(context, call);
      const place = placeOf(file, call.function);
      const key = `${place.kind === 'test' ? place.test.id : ''} ${call.callee.split('.')[0]}`;
      if (report && !seen.has(key)) yield report;
      if (report) seen.add(key);
    }
  },
});

/** `responses.add(…)` in a test that nothing activates. */
function registered(context: RuleContext, call: CallFact): Report | undefined {
  const { file, source, project } = context;
  const library = libraries.find(({ registers }) => registers.test(call.callee));
  const place = placeOf(file, call.function);
  if (!library || !call.origin || place.kind !== 'test' || isSwitchedOff(file, place.test)) return undefined;
  const { plugin } = library;
  if (plugin !== undefined && project.pytest?.distributions.includes(plugin)) return undefined;
  if (mentions(file, library) || isActivatedFor(context, place.test, library)) return undefined;
  const written = source.slice(call.calleeSpan);
  const module = /^(\w+)\.\w+$/.exec(written)?.[1];
  return {
    at: call.span,
    message: `Nothing switches ${library.name} on for this test, so ${written}(…) intercepts nothing and the request goes to the real network. Decorate the test with @${module ?? library.name}.${library.decorator}.`,
    fix: module === undefined ? undefined : decorate(context, place.test, `${module}.${library.decorator}`),
  };
}

/** Anything in the file that switches it on: somewhere, and this rule does not ask where. */
function mentions(file: TestFile, { activates, name }: Library): boolean {
  return (
    file.calls.some(
      ({ callee, typed, arguments: args }) =>
        activates.test(callee) ||
        activates.test(typed ?? '') ||
        args.some(({ value }) => activates.test(String(value ?? ''))),
    ) ||
    file.functions.some(({ decorators }) => decorators.some(({ callee }) => activates.test(callee))) ||
    file.blocks.some(({ names }) => names.some((each) => activates.test(each))) ||
    file.interceptions.some(({ via }) => activates.test(via)) ||
    file.imports.some((entry) => entry.module === name && entry.name !== '*' && activates.test(`${name}.${entry.name}`))
  );
}

/** By a fixture, a helper that the test calls, a base class or a decorator of another file. */
function isActivatedFor({ file, fixtures, helpers }: RuleContext, test: Test, library: Library): boolean {
  if (test.fixtures.some((name) => library.fixtures.test(name))) return true;
  const used = fixtures.used(test);
  if (used.some(({ file: home }) => home !== file && mentions(home, library))) return true;
  const fn = file.functions[test.function];
  const isForeign = (each: FunctionFact) =>
    each.decorators.some(
      ({ callee }) =>
        !/^(?:pytest\.|pytest_asyncio\.|unittest\.|mock\.|freezegun\.|staticmethod|classmethod)/.test(callee),
    );
  if (fn && [...functionsAround(file, fn.id)].some(isForeign)) return true;
  const suite = test.suite === undefined ? undefined : file.suites[test.suite];
  if (suite?.bases.some((base) => !/(?:^|\.)(?:TestCase|IsolatedAsyncioTestCase|object)$/.test(base))) return true;
  // Fixtures that cannot be found, and helpers that cannot be read, may switch it on.
  const unknown = test.fixtures.filter((name) => fn && !fixtures.find(name, fn) && !fixtures.plugin(name));
  const own = file.calls.filter((call) => isWithin(file, call.function, test.function));
  const reached = own.flatMap((call) => helpers.reached(call) ?? []);
  return unknown.length > 0 || reached.some(({ callee }) => library.activates.test(callee));
}

/** `m = requests_mock.Mocker()`, then `m.get(…)`, and never `with m` or `m.start()`. */
function unentered(context: RuleContext, call: CallFact): Report | undefined {
  const { file, source } = context;
  if (!objects.test(call.callee) || call.handling !== 'assigned') return undefined;
  const place = placeOf(file, call.function);
  const name = /^([A-Za-z_]\w*)\s*=\s*$/.exec(source.text.slice(call.statement.start, call.span.start))?.[1];
  const variable = name === undefined ? undefined : variableNamed(file, name, call.function);
  if (place.kind !== 'test' || !variable || variable.level !== 'function' || isSwitchedOff(file, place.test))
    return undefined;
  const registers = new RegExp(
    `^${literally(variable.name)}\\.(?:get|post|put|patch|delete|head|options|add|register_uri|request)$`,
  );
  const isOnlyTold = variable.accesses.every(
    ({ kind, span }) =>
      kind !== 'assign' &&
      file.calls.some(({ callee, calleeSpan }) => calleeSpan.start === span.start && registers.test(callee)),
  );
  if (variable.accesses.length === 0 || !isOnlyTold) return undefined;
  return {
    at: call.span,
    message: `Nothing enters or starts \`${name}\`, so it intercepts nothing and the requests go to the real network. Use it as \`with ${source.slice(call.span)} as ${name}:\`.`,
  };
}

function decorate({ file, source }: RuleContext, test: Test, decorator: string): FixDraft | undefined {
  const fn = file.functions[test.function];
  if (!fn) return undefined;
  const defined = fn.decorators.at(-1)?.span.end;
  const at = defined === undefined ? source.lineStart(fn.span.start) : source.nextLine(defined - 1);
  if (fn.async && decorator.startsWith('httpretty')) return undefined;
  return {
    title: `Decorate the test with @${decorator}`,
    // A request that nothing was registered for is refused from then on.
    safety: 'suggested',
    edits: [{ start: at, end: at, text: `${source.indentAt(fn.span.start)}@${decorator}${source.eol}` }],
  };
}
