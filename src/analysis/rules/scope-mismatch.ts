import type { Fixture, FunctionFact } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { scopeMismatchExamples } from './examples/scope-mismatch.ts';
import { isPlainlyDecorated } from './support/pytest/fixtures.ts';
import { versionIs } from './support/versions.ts';

/**
 * A fixture that asks for one of a narrower scope: pytest stops every test that needs it with ScopeMismatch.
 * Source: run on pytest 7.2 (`monkeypatch`, `cache` and own fixtures from a session fixture); pytest-asyncio runs an async
 * fixture through a runner of its loop scope, `_{loop_scope}_scoped_runner` in its plugin.py, and so falls under the same law.
 */
export const scopeMismatch = defineRule({
  id: 'scope-mismatch',
  title: 'Fixture that asks for one of a narrower scope',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'A fixture lives as long as its scope says. One that is kept for the session cannot hold one that is made anew for every test, so pytest stops every test that needs it with "ScopeMismatch".',
  examples: scopeMismatchExamples,
  *check(context) {
    const { file, project } = context;
    for (const fixture of file.fixtures) {
      const fn = file.functions[fixture.function];
      if (!fn) continue;
      const narrow = narrowest(context, fixture, fn);
      if (narrow) {
        yield {
          at: fixture.nameSpan,
          message: `The ${fixture.scope}-scoped fixture "${fixture.name}" asks for "${narrow.name}", which is ${narrow.scope}-scoped: pytest stops with ScopeMismatch. Narrow "${fixture.name}" to ${narrow.scope} scope${wayOut(narrow.name)}.`,
          fix: narrowed(context, fixture, narrow.scope),
        };
        continue;
      }
      const loop = narrowLoop(context, fixture);
      if (loop === undefined || versionIs(project, 'pytest-asyncio', { atLeast: '0.24' }) === 'no') continue;
      yield {
        at: fixture.nameSpan,
        message: `The ${fixture.scope}-scoped async fixture "${fixture.name}" runs in an event loop of ${loop} scope, which ends before it: pytest-asyncio stops with ScopeMismatch. Give it loop_scope="${fixture.scope}".`,
      };
    }
  },
});

type Scope = Fixture['scope'];

const rank: Readonly<Record<Scope, number>> = { function: 0, class: 1, module: 2, package: 3, session: 4, dynamic: -1 };

interface Narrow {
  readonly name: string;
  readonly scope: Scope;
}

/** `dynamic` is decided at run time; with it nothing is sure. */
function isNarrower(scope: Scope, than: Scope): boolean {
  return scope !== 'dynamic' && rank[scope] < rank[than];
}

function narrowest({ fixtures, project }: RuleContext, fixture: Fixture, fn: FunctionFact): Narrow | undefined {
  if (!isPlainlyDecorated(fn)) return undefined;
  const found = fixture.requests.flatMap((name): Narrow[] => {
    // `request` adapts to whoever asks.
    if (name === 'request') return [];
    const [site, ...others] = fixtures.all(name, fn);
    // Two definitions in one place depend on a condition; only when all agree is it sure.
    if (site) {
      const sure = others.every((other) => other.file !== site.file || other.fixture.scope === site.fixture.scope);
      return sure ? [{ name, scope: site.fixture.scope }] : [];
    }
    const known = fixtures.plugin(name);
    const isThere =
      known?.plugin === 'pytest' || (known && (project.pytest?.distributions ?? []).includes(known.plugin));
    // The event loop of old pytest-asyncio widens with whoever overrides it.
    return known && isThere && name !== 'event_loop' ? [{ name, scope: known.scope }] : [];
  });
  return found.filter(({ scope }) => isNarrower(scope, fixture.scope)).sort((a, b) => rank[a.scope] - rank[b.scope])[0];
}

function wayOut(name: string): string {
  switch (name) {
    case 'tmp_path':
    case 'tmpdir':
      return ', or ask for tmp_path_factory';
    case 'monkeypatch':
      return ', or use pytest.MonkeyPatch.context()';
    case 'mocker':
      return ', or ask for session_mocker or module_mocker';
    default:
      return ' or widen the other';
  }
}

/** The loop scope that the decorator or the configuration gives an async fixture, when it is narrower than the fixture. */
function narrowLoop({ file, project }: RuleContext, { decorator, async, scope }: Fixture): Scope | undefined {
  const call = decorator?.call === undefined ? undefined : file.calls[decorator.call];
  if (!async || decorator?.callee !== 'pytest_asyncio.fixture') return undefined;
  const own = call?.arguments.find(({ name }) => name === 'loop_scope');
  const loop = own ? own.value : project.pytest?.asyncioFixtureLoopScope;
  const known = (['function', 'class', 'module', 'package'] as const).find((each) => each === loop);
  return known !== undefined && isNarrower(known, scope) ? known : undefined;
}

function narrowed({ file }: RuleContext, { decorator }: Fixture, scope: Scope): FixDraft | undefined {
  const call = decorator?.call === undefined ? undefined : file.calls[decorator.call];
  const written = call?.arguments.find(({ name }) => name === 'scope');
  if (written?.kind !== 'string' || typeof written.value !== 'string') return undefined;
  // The span covers `scope="session"`; the quotes stay as they are.
  const end = written.span.end - 1;
  return {
    title: `Make it ${scope}-scoped`,
    safety: 'suggested',
    edits: [{ start: end - written.value.length, end, text: scope }],
  };
}
