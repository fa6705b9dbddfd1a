import type { Access, Argument, FunctionFact, Test, TestFile } from '../facts.ts';
import type { FixtureSite } from '../fixtures.ts';
import { defineRule, type FixDraft } from '../rule.ts';
import { wideMutableFixtureExamples } from './examples/wide-mutable-fixture.ts';
import { givenBy } from './support/pytest/fixtures.ts';

/**
 * A fixture that is made once for many tests hands out a list, dict or set, and a test changes it: the next one gets what it left.
 * Measured on pytest 7.2: behind a test that appends to a module-scoped list its neighbour fails, and passes when it runs alone.
 */
export const wideMutableFixture = defineRule({
  id: 'wide-mutable-fixture',
  title: 'Test that changes the value of a fixture that others share',
  cause: 'shared-state',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'A fixture of module or session scope is made once, and all its tests hold the same object. A test that changes it decides what the next one finds: the result hangs on the order, and a test that runs alone sees something else.',
  examples: wideMutableFixtureExamples,
  *check(context) {
    const { file, fixtures } = context;
    const users = new Map<FixtureSite, { test: Test; fn: FunctionFact; name: string }[]>();
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      for (const name of fn ? test.fixtures : []) {
        const site = fn && fixtures.find(name, fn);
        if (!fn || !site || !isWide(site) || !isMutable(site)) continue;
        users.set(site, [...(users.get(site) ?? []), { test, fn, name }]);
      }
    }
    for (const [site, tests] of users) {
      const { fixture } = site;
      for (const { test, fn, name } of tests) {
        const others = tests.filter((other) => other.test !== test && sharesWith(fixture.scope, test, other.test));
        const change = firstChange(fn, name);
        if (!change || (others.length === 0 && !test.parametrized)) continue;
        yield {
          at: change.span,
          test: test.id,
          message: `"${name}" is made once for the ${fixture.scope}, so this change stays for the tests that come after it. Make the fixture function-scoped, or change a copy.`,
          fix: site.file === file ? narrowed(file, site) : undefined,
        };
        break;
      }
    }
  },
});

function isWide({ fixture }: FixtureSite): boolean {
  return fixture.scope !== 'function' && fixture.scope !== 'dynamic';
}

/** Everything it gives is a list, dict or set written there, or a variable of its own that holds one. */
function isMutable({ file, fixture }: FixtureSite): boolean {
  const given = givenBy(file, fixture);
  return (
    given.length > 0 && given.every(({ value }) => value !== undefined && isCollection(file, fixture.function, value))
  );
}

function isCollection(file: TestFile, id: number, value: Argument): boolean {
  if (value.kind === 'object') return true;
  if (value.kind === 'array') return value.form !== 'tuple';
  if (value.kind === 'call') {
    const call = value.ref === undefined ? undefined : file.calls[value.ref];
    return /^(?:list|dict|set|bytearray|collections\.(?:deque|defaultdict|Counter|OrderedDict))$/.test(
      call?.callee ?? '',
    );
  }
  if (value.kind !== 'name') return false;
  const variable = file.variables.find((each) => each.name === value.value && each.function === id);
  return variable !== undefined && /^(?:array|object|map|set)$/.test(variable.value);
}

/** A class-scoped value is shared by the tests of one class only. */
function sharesWith(scope: string, test: Test, other: Test): boolean {
  return scope !== 'class' || (test.suite !== undefined && test.suite === other.suite);
}

const undoing = /^(?:pop|remove|clear|discard|del|delete|popitem|popleft|restore)$|^del\b/;

/** The first change, unless the test takes something back out again. */
function firstChange(fn: FunctionFact, name: string): Access | undefined {
  const accesses = fn.parameters.find((parameter) => parameter.name === name)?.accesses ?? [];
  if (accesses.some(({ kind }) => kind === 'assign')) return undefined;
  const changes = accesses.filter(({ kind }) => kind === 'mutate' || kind === 'update');
  return changes.some(({ via }) => via !== undefined && undoing.test(via)) ? undefined : changes[0];
}

function narrowed(file: TestFile, { fixture }: FixtureSite): FixDraft | undefined {
  const call = fixture.decorator?.call === undefined ? undefined : file.calls[fixture.decorator.call];
  const scope = call?.arguments.find(({ name }) => name === 'scope');
  if (scope?.kind !== 'string' || typeof scope.value !== 'string') return undefined;
  const end = scope.span.end - 1;
  return {
    title: 'Make it anew for every test',
    safety: 'suggested',
    edits: [{ start: end - scope.value.length, end, text: 'function' }],
  };
}
