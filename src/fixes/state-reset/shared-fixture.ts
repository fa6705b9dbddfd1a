import { addParameter } from '../../analysis/edits/python.ts';
import type { Fixture, Test } from '../../analysis/facts.ts';
import { Source } from '../../analysis/source.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { AnalyzerPort } from '../suggest.ts';
import { spoken } from './advice.ts';
import { type OpenFile, openFile } from './open-file.ts';
import { aroundOf } from './python.ts';
import { fixtureAbove, fixtureName } from './python-fixture.ts';
import type { Ground, LeftState, Way } from './request.ts';
import { holdsLine, setInFile, setsIn } from './where-set.ts';

/** A fixture of another file, mostly conftest.py, that sets the state for the test. */
export interface SharedSetter {
  readonly home: OpenFile;
  readonly fixture: Fixture;
}

/** Undefined where the test's own file sets it, or nobody knows. */
export async function sharedSetter(
  workspace: Workspace,
  analyzer: AnalyzerPort,
  { located, reading, fixtures }: OpenFile,
  test: Test,
  state: LeftState,
  setter: string | undefined,
): Promise<SharedSetter | undefined> {
  const { facts, text } = reading;
  const others: SharedSetter[] = [];
  for (const { fixture, file } of fixtures?.used(test) ?? []) {
    if (file.path === facts.path) continue;
    const home = await openFile(workspace, analyzer, workspace.at(located.root, file.path));
    if (home) others.push({ home, fixture });
  }
  const { at } = state;
  const exact = others.find(
    ({ home, fixture }) =>
      at?.path === home.located.display && holdsLine(new Source(home.read.text), fixture.span, at.line),
  );
  if (exact || setInFile(facts, test, setsIn(new Source(text), located.display, state, setter))) return exact;
  return others.find(({ home, fixture }) =>
    setsIn(new Source(home.read.text), home.located.display, state, setter)(fixture.span),
  );
}

/** The fixture that sets it asks for one that puts it back: so it is for all tests that use it, in whatever file. */
export function sharedWay(ground: Ground, fixture: Fixture, state: LeftState): Way {
  const { file, source } = ground;
  const around = aroundOf(ground, state);
  if ('reason' in around) return around;
  const [name, setter] = [fixtureName(around.name), file.functions[fixture.function]];
  if (file.functions.some((fn) => fn.name === name))
    return { reason: `${name} of ${file.path} puts ${spoken(state)} back already.` };
  const asks = setter && addParameter(source, setter, name);
  const narrowed = fixture.scope === 'session' ? forEachTest(ground, fixture) : [];
  if (!asks || !narrowed || fixture.scope === 'dynamic')
    return {
      reason: `The fixture ${fixture.name} of ${file.path} sets ${spoken(state)} for all tests that follow, until the session ends: give it scope="function", and put the value back after its yield.`,
    };
  const scope = narrowed.length > 0 ? 'function' : fixture.scope;
  return {
    title: `Put ${spoken(state)} back when ${fixture.name} is over`,
    edits: [...fixtureAbove(ground, around, fixture.span, scope), ...asks, ...narrowed],
  };
}

/** Until the session ends nobody is helped. Undefined when another fixture needs it to last as long. */
function forEachTest({ file, source }: Ground, { name, decorator }: Fixture) {
  const isNeeded = file.fixtures.some((other) => other.scope !== 'function' && other.requests.includes(name));
  const call = decorator?.call === undefined ? undefined : file.calls[decorator.call];
  const scope = call?.arguments.find((argument) => argument.name === 'scope');
  if (isNeeded || !scope) return undefined;
  const text = source.slice(scope.span).replace(/(["'])session\1/, '$1function$1');
  return text === source.slice(scope.span) ? undefined : [{ ...scope.span, text }];
}
