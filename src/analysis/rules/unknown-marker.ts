import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { type Mark, marksIn } from './support/pytest/marks.ts';

/** pytest's own marks. */
const builtin = ['parametrize', 'skip', 'skipif', 'xfail', 'usefixtures', 'filterwarnings'];
/** Marks of well-known plugins, which register them when they are loaded. */
const ofPlugins: ReadonlySet<string> = new Set(
  (
    'tryfirst trylast asyncio anyio trio django_db urls ignore_template_errors timeout flaky repeat order run dependency freeze_time ' +
    'time_machine benchmark vcr default_cassette block_network respx httpx_mock xdist_group enable_socket disable_socket allow_hosts ' +
    'celery mpl_image_compare forked no_cover hypothesis randomize random_order limit_memory limit_leaks responses ' +
    'aiohttp_app_mount_path pep8 pyodide rerunfailures profile memray sphinx playwright browser_context_args only_browser ' +
    'skip_browser thread_unsafe parallel_threads iterations twisted inlineCallbacks pgsql postgresql mongodb redis_store mypy_testing gevent celery_app'
  ).split(' '),
);

/**
 * A mark that nobody registered: a misspelt one does nothing at all.
 * Measured on pytest 7.2: `@pytest.mark.skip_if(…)` runs the test with a PytestUnknownMarkWarning; under --strict-markers (and
 * --strict) it stops the collection with "'skip_if' not found in `markers` configuration option".
 */
export const unknownMarker = defineRule({
  id: 'unknown-marker',
  title: 'Mark that is not registered',
  cause: 'genuine-failure',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'running/configuration',
  why: 'pytest takes any name behind `pytest.mark.` and only warns: a misspelt `skipif`, `usefixtures` or `parametrize` has no effect, and `-m` never selects the test. Registered marks and `--strict-markers` turn a typo into an error.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import sys

import pytest


@pytest.mark.skip_if(sys.platform == "win32", reason="no fork")
def test_forks():
    assert fork()
`,
        fixed: `import sys

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_forks():
    assert fork()
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

pytestmark = [pytest.mark.usefixture("database")]


def test_reads():
    assert read() == []
`,
        fixed: `import pytest

pytestmark = [pytest.mark.usefixtures("database")]


def test_reads():
    assert read() == []
`,
      },
      {
        framework: 'pytest',
        files: { 'pytest.ini': '[pytest]\nmarkers =\n    slow: takes long\n' },
        code: `import pytest


@pytest.mark.integration
def test_reads():
    assert read() == []
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        files: { 'pytest.ini': '[pytest]\nmarkers =\n    slow: takes long\n    skips: not a typo here\n' },
        code: `import pytest


@pytest.mark.slow
@pytest.mark.skips
@pytest.mark.parametrize("n", [1])
def test_reads(n):
    assert read(n) == []
`,
      },
      {
        framework: 'pytest',
        files: {
          'tests/conftest.py':
            'def pytest_configure(config):\n    config.addinivalue_line("markers", "slow: takes long")\n',
        },
        code: `import pytest


@pytest.mark.slow
def test_reads():
    assert read() == []
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.asyncio
@pytest.mark.timeout(5)
@pytest.mark.flaky(reruns=2)
async def test_reads():
    assert await read() == []
`,
      },
    ],
  },
  *check(context) {
    const { project, file } = context;
    if (isExample(context)) return;
    const registered = new Set([...builtin, ...(project.pytest?.markers ?? [])]);
    const seen = new Set<string>();
    for (const mark of marksIn(file)) {
      const { name } = mark;
      if (registered.has(name) || ofPlugins.has(name) || seen.has(name)) continue;
      seen.add(name);
      const report = judge(context, mark);
      if (report) yield report;
    }
  },
});

/** A sample that pytester copies for the tests of a plugin: its marks are those of another configuration. */
function isExample({ project, file }: RuleContext): boolean {
  const folders = ['example_scripts', project.pytest?.exampleDir?.replace(/^\.\/|\/+$/g, '')];
  return folders.some((folder) => folder !== undefined && folder !== '' && `/${file.path}`.includes(`/${folder}/`));
}

/** Plugins whose marks are listed above, or that have none. */
const knownPlugins =
  /^pytest-(?:aiohttp|anyio|asyncio|benchmark|celery|cov|django|dotenv|env|examples|flask|freezer|freezegun|html|httpserver|httpx|json-report|memray|mock|order|playwright|pretty|randomly|random-order|recording|repeat|reportlog|rerunfailures|run-parallel|socket|split|sugar|timeout|trio|vcr|xdist)$/;

function judge({ project }: RuleContext, mark: Mark): Report | undefined {
  const { name, span } = mark;
  const strict = project.pytest?.strictMarkers === true;
  const meant = builtin.find((known) => isTypo(name, known));
  if (meant !== undefined) {
    const effect = strict
      ? 'pytest stops here, because marks are strict'
      : 'pytest only warns, and the mark has no effect';
    return {
      at: span,
      severity: 'error',
      message: `There is no mark "${name}": ${effect}. "${meant}" is probably meant.`,
      fix: rename(mark, meant),
    };
  }
  // Such a suite would not run: another plugin has the mark.
  const others = project.pytest?.distributions.some((each) => each.startsWith('pytest-') && !knownPlugins.test(each));
  if (strict && others) return undefined;
  return {
    at: span,
    severity: 'info',
    message: strict
      ? `Nobody registers the mark "${name}", and marks are strict here: pytest stops unless a plugin does. Add it to markers.`
      : `Nobody registers the mark "${name}": pytest warns, and would not notice a misspelling. Add it to markers in the configuration.`,
  };
}

function rename({ span, call, name }: Mark, meant: string): FixDraft {
  const end = call ? call.calleeSpan.end : span.end;
  return {
    title: `Write ${meant}`,
    safety: 'suggested',
    edits: [{ start: end - name.length, end, text: meant }],
  };
}

/** `skip_if`, `skipIf`, `usefixture`, `parameterize`, `xfails`. */
function isTypo(name: string, known: string): boolean {
  const plain = name.replaceAll('_', '').toLowerCase();
  if (plain === known) return true;
  // `skips` and `skip` are too short for more than one letter.
  return plain[0] === known[0] && distance(plain, known) <= (known.length > 7 ? 2 : known.length > 4 ? 1 : 0);
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
