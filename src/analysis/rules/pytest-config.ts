import type { ConfigFile } from '../config-file.ts';
import { type ConfigContext, defineRule, type Report } from '../rule.ts';
import { examples } from './examples/pytest-config.ts';
import { argumentsOf, type CommandArgument, optionOf } from './support/config/arguments.ts';
import { hiddenBy } from './support/config/hidden-warnings.ts';
import { blanketIgnores, warningFilters } from './support/config/warning-filters.ts';
import { versionIs } from './support/versions.ts';

/** Options of a section that nobody reads with which tests are selected, run or judged in another way. */
const decisive =
  /^(?:asyncio_\w+|filterwarnings|strict\w*|xfail_strict|empty_parameter_set_mark|testpaths|norecursedirs|python_(?:files|classes|functions)|usefixtures|DJANGO_SETTINGS_MODULE|timeout)$/;

/**
 * Settings of pytest with which a run says less than it seems to.
 * Sources: pytest's `findpaths.py` (order of the files), its changelog (#13330 second file, #11372 unrun coroutines fail since 8.4),
 * `_warn_about_missing_assertion` (-O); `pytest_configure` of pytest-asyncio 0.24 to 1.4 (loop scope); falsegreen's PL8.
 * No finding: what is merely not set (`xfail_strict`, `filterwarnings = error`).
 */
export const pytestConfig = defineRule({
  id: 'pytest-config',
  title: 'A setting of pytest that hides what tests do',
  cause: 'environment',
  topic: 'running',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'running/configuration',
  why: 'One line of configuration speaks for every test. Reruns, ignored warnings and left-out tests keep a run green without anybody seeing it in a test file, and a second configuration file is not read at all.',
  examples,
  check: () => [],
  *checkConfig(context) {
    const { config } = context;
    if (config.unreadFor !== undefined) yield* unread(context, config.unreadFor);
    else if (config.section) {
      yield* unknownSection(context);
      yield* reruns(config);
      yield* hiddenWarnings(context);
      yield* switchedOff(config);
      yield* leftOut(config);
      yield* loopScope(context);
    }
    yield* optimised(context);
  },
});

function* unread({ config, project }: ConfigContext, by: string): Iterable<Report> {
  if (!config.section || config.options.length === 0) return;
  const name = fileName(by);
  const lost = config.options.filter(({ name }) => decisive.test(name)).map(({ name }) => name);
  const effect = lost.length > 0 ? `${list(lost)} ${lost.length === 1 ? 'has' : 'have'} no effect` : 'it has no effect';
  const warns = versionIs(project, 'pytest', { atLeast: '9' }) === 'yes' ? ' (pytest 9 warns of it)' : '';
  yield {
    at: config.section,
    severity: 'info',
    message: `pytest reads ${name} beside this file and nothing of this section${warns}: ${effect}. Move what should hold into ${name} and delete the section.`,
  };
}

/** pytest 9.0 brought files and a table of native TOML. */
function* unknownSection({ config, source, project }: ConfigContext): Iterable<Report> {
  if (!config.section || versionIs(project, 'pytest', { below: '9' }) !== 'yes') return;
  const native = /pytest\.toml$/.test(config.path);
  if (!native && !/^\[\s*tool\s*\.\s*pytest\s*\]$/.test(source.slice(config.section))) return;
  const what = native ? fileName(config.path) : '[tool.pytest]';
  yield {
    at: config.section,
    message: `${what} is read from pytest 9.0 on, and this project has an older one: none of these options has an effect. Write [tool.pytest.ini_options] in pyproject.toml.`,
  };
}

function* reruns(config: ConfigFile): Iterable<Report> {
  const given = argumentsOf(config);
  const option = optionOf(config, 'reruns') ?? optionOf(config, 'retries');
  const [found] = [
    ...given.filter(({ name }) => name === '--reruns' || name === '--retries'),
    ...(option ? [{ name: option.name, value: option.values[0]?.text, span: option.span }] : []),
  ];
  if (!found || found.value === '0') return;
  const isNarrow = given.some(({ name }) => /^--(?:only-rerun|rerun-except)$/.test(name));
  const times = found.value === undefined || found.value === '1' ? 'a failure' : `${found.value} failures in a row`;
  yield {
    at: found.span,
    ...(isNarrow && { severity: 'info' }),
    message: `With ${found.name} every test passes in spite of ${times}${isNarrow ? ' of the named kinds' : ''}, and nobody mends a flaky test that is green. Take it out, and find the flaky tests with many runs.`,
  };
}

function* hiddenWarnings({ config, project }: ConfigContext): Iterable<Report> {
  for (const { at, category } of blanketIgnores(warningFilters(config))) {
    const hidden = hiddenBy(category, project);
    if (!hidden) continue;
    yield {
      at,
      severity: hidden.severity,
      message: `Ignores ${category === 'Warning' ? '' : `every ${category} and with it `}${hidden.loss}. Ignore single messages, or those of one module: ignore:message:${category === 'Warning' ? 'Category' : category.replace(/^Pytest/, 'pytest.$&')}:module.`,
    };
  }
}

/** Plugins of pytest that report what nobody else does. */
const reporters: Readonly<Record<string, string>> = {
  'no:warnings': 'shows no warning, also not "coroutine … was never awaited", and takes filterwarnings out of force',
  'no:unraisableexception': 'lets exceptions in destructors and abandoned generators pass',
  'no:threadexception': 'lets exceptions that end a thread pass',
};

function* switchedOff(config: ConfigFile): Iterable<Report> {
  for (const { name, value, span } of argumentsOf(config)) {
    const effect =
      name === '-p' && value !== undefined && Object.hasOwn(reporters, value) ? reporters[value] : undefined;
    if (effect !== undefined)
      yield {
        at: span,
        message: `With -p ${value} pytest ${effect}. Take it out, and ignore single warnings by filterwarnings.`,
      };
    if (/^--disable-(?:pytest-)?warnings$/.test(name))
      yield {
        at: span,
        severity: 'info',
        message: `${name} hides the summary in which pytest tells of coroutines that nobody awaited, unknown marks and deprecated calls. Take it out, and ignore single warnings by filterwarnings.`,
      };
  }
}

/** Tests that are never run, and failures that are never seen. */
function* leftOut(config: ConfigFile): Iterable<Report> {
  const given = argumentsOf(config);
  const left = given.filter(leavesTestsOut);
  const [first] = left;
  if (first) {
    const names = list(
      left.map(({ name, value = '' }) => (name === '-k' ? `the tests that -k "${value}" names` : value)),
    );
    yield {
      at: first.span,
      severity: 'info',
      message: `A plain run leaves out ${names}, also in CI, and nobody hears of a failure there. Mend them, or skip them in the test file with a reason, which every report shows.`,
    };
  }
  const stop = given.find(
    ({ name, value }) => name === '-x' || name === '--exitfirst' || (name === '--maxfail' && value === '1'),
  );
  if (stop)
    yield {
      at: stop.span,
      severity: 'info',
      message: `${stop.name} ends every run at the first failure, also in CI: what else is broken is not seen. Leave it to the command line.`,
    };
}

/** Ignored folders mostly hold no tests; a file that is named like a test does, and so does what is deselected. */
function leavesTestsOut({ name, value }: CommandArgument): boolean {
  if (value === undefined) return false;
  if (name === '--deselect') return true;
  if (name === '-k') return /\bnot\b/.test(value);
  return /^--ignore(?:-glob)?$/.test(name) && /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(value);
}

function* loopScope({ config, project }: ConfigContext): Iterable<Report> {
  const { pytest } = project;
  if (!config.section || !pytest?.usesPytestAsyncio || pytest.asyncioFixtureLoopScope !== undefined) return;
  const warns = versionIs(project, 'pytest-asyncio', { atLeast: '0.24' });
  // A requirement that lets older versions in: they do not know the option.
  if (warns === 'no' || (warns === 'unknown' && pytest.versions['pytest-asyncio'])) return;
  yield {
    at: config.section,
    severity: 'info',
    message: `asyncio_default_fixture_loop_scope is not set: pytest-asyncio ${warns === 'yes' ? 'warns in every run' : 'warns from 0.24 on'}, and runs an async fixture in the loop of its own scope, while tests have a loop each. Set it to function, or to the scope that is meant.`,
  };
}

/** `PYTHONOPTIMIZE=1` in an environment of tox, `python -O -m pytest` in a command. */
function* optimised({ source }: ConfigContext): Iterable<Report> {
  const found = /^[^#;\r\n]*?(\bPYTHONOPTIMIZE\s*=\s*["']?[12]|\bpython[\d.]*\s+-OO?\s+-m\s+pytest)/m.exec(source.text);
  if (!found?.[1]) return;
  const start = found.index + found[0].length - found[1].length;
  yield {
    at: { start, end: start + found[1].length },
    message:
      'Optimised Python drops assert statements: pytest keeps those of test modules and plugins, and those in helpers and in the code under test never fail. Run tests without it.',
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function list(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? '');
}
