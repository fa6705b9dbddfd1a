import type { Fixture, FunctionFact, Test, TestFile } from './facts.ts';

/** A fixture and where it stands. Its function and spans are those of `file`. */
export interface FixtureSite {
  readonly fixture: Fixture;
  readonly file: TestFile;
  /** How a test of the analysed file comes to it. */
  readonly from: 'class' | 'module' | 'import' | 'conftest';
}

/** A fixture of pytest itself or of a plugin. */
export interface PluginFixture {
  readonly name: string;
  readonly scope: Fixture['scope'];
  /** Distribution that brings it: `pytest`, `pytest-asyncio`, `pytest-django` … */
  readonly plugin: string;
}

/** Which fixture a name means, as pytest looks it up: own class, module, imports, then conftest.py files, nearest first. */
export interface FixtureIndex {
  /** The fixture that a function (test, fixture, hook) of the analysed file gets for `name`; undefined when it is none of this workspace. */
  find(name: string, from: FunctionFact): FixtureSite | undefined;
  /** Every definition that `name` could mean, the one that `find` gives first; the others are shadowed by it. */
  all(name: string, from: FunctionFact): readonly FixtureSite[];
  /** The fixture that `site` itself gets for a name that it requests; a name of its own leads to the one it overrides. */
  requested(site: FixtureSite, name: string): FixtureSite | undefined;
  plugin(name: string): PluginFixture | undefined;
  /** All that a test uses: requested, `usefixtures`, autouse, and what these request in turn. */
  used(test: Test): readonly FixtureSite[];
  /** Autouse fixtures that hold for a test. */
  autouse(test: Test): readonly FixtureSite[];
}
