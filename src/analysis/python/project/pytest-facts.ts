import type { PytestFacts } from '../../project.ts';
import { argumentValues } from './arguments.ts';
import { argumentWords, flag, lines, type PytestConfig, textOf, words } from './config.ts';
import type { Distributions } from './distributions.ts';

/** Plugins that run coroutine tests without a mark of pytest-asyncio. */
const asyncRunners =
  /^(?:pytest-(?:aiohttp|tornasync|twisted|trio|curio|sanic|quart\w*|homeassistant\w*|anyio|async|asyncio-cooperative|tornado\w*|alt-asyncio|aio|auto-asyncio|subinterpreter)|alt-pytest-asyncio|aiounittest|asynctest|noseofyeti|distributed|pytest-playwright-asyncio)$/;

/** What the options, the versions and the conftest.py files around a file mean to its tests. */
export function pytestFacts(
  config: PytestConfig | undefined,
  { names, versions }: Distributions,
  conftests: { readonly paths: readonly string[]; readonly markers: readonly string[]; readonly runAsync: boolean },
): PytestFacts {
  const option = (name: string) => config?.options.get(name);
  const addopts = argumentWords(option('addopts'));
  const mode = argumentValues(addopts, '--asyncio-mode').at(-1) ?? textOf(option('asyncio_mode'))?.toLowerCase();
  const asyncioMode = mode === 'auto' || mode === 'strict' ? mode : undefined;
  const fixtureLoopScope = textOf(option('asyncio_default_fixture_loop_scope'));
  const testLoopScope = textOf(option('asyncio_default_test_loop_scope'));
  const exampleDir = textOf(option('pytester_example_dir'));
  const strict = flag(option('strict')) === true || addopts.includes('--strict');
  const switchedOff = argumentValues(addopts, '-p');
  const patterns = (name: string, otherwise: readonly string[]) => {
    const given = words(option(name));
    return given.length > 0 ? given : otherwise;
  };
  return {
    asyncioMode,
    usesPytestAsyncio:
      !switchedOff.some((plugin) => /^no:(?:pytest_)?asyncio$/.test(plugin)) &&
      (names.has('pytest-asyncio') || asyncioMode !== undefined || fixtureLoopScope !== undefined),
    ...(fixtureLoopScope !== undefined && { asyncioFixtureLoopScope: fixtureLoopScope }),
    ...(testLoopScope !== undefined && { asyncioTestLoopScope: testLoopScope }),
    pythonFiles: patterns('python_files', ['test_*.py', '*_test.py']),
    pythonClasses: patterns('python_classes', ['Test']),
    pythonFunctions: patterns('python_functions', ['test']),
    distributions: [...names],
    versions,
    conftests: conftests.paths,
    markers: [...new Set([...lines(option('markers')).map(markerName), ...conftests.markers])],
    ...(exampleDir !== undefined && { exampleDir }),
    testPaths: words(option('testpaths')),
    strictMarkers: addopts.includes('--strict-markers') || (flag(option('strict_markers')) ?? strict),
    // `strict_xfail` is the name since pytest 9.0, and wins there.
    xfailStrict: flag(option('strict_xfail') ?? option('xfail_strict')) ?? strict,
    filterWarnings: [...lines(option('filterwarnings')), ...argumentValues(addopts, '-W', '--pythonwarnings')],
    addopts,
    runsAsyncOtherwise:
      conftests.runAsync ||
      textOf(option('anyio_mode')) === 'auto' ||
      flag(option('trio_mode')) === true ||
      [...names].some((name) => asyncRunners.test(name)),
    runsParallel: !switchedOff.includes('no:xdist') && distributes(addopts),
  };
}

/** `slow(reason): takes long` -> `slow`, as pytest's `_iter_registered_markers` reads it. */
export function markerName(line: string): string {
  return line.replace(/[:(][\s\S]*$/, '').trim();
}

function distributes(addopts: readonly string[]): boolean {
  const workers = argumentValues(addopts, '-n', '--numprocesses').at(-1);
  return workers !== undefined && workers !== '0' && workers !== 'no';
}
