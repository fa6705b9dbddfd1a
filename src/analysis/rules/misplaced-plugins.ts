import { posix } from 'node:path';
import { removeStatement } from '../edits/statements.ts';
import type { Variable } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { versionIs } from './support/versions.ts';

/**
 * `pytest_plugins` where pytest refuses it, or for plugins that load themselves.
 * Source: pytest's deprecations page ("pytest_plugins in non-top-level conftest files"). Measured on pytest 7.2: a conftest.py that is
 * only found during collection stops the run; those of the root and of its `test*` folders are read before. From 7.3.2 on those of
 * `testpaths` are read before as well (change log, #10987).
 */
export const misplacedPlugins = defineRule({
  id: 'misplaced-plugins',
  title: 'pytest_plugins where it is refused or needless',
  cause: 'environment',
  topic: 'running',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'running/configuration',
  why: 'Plugins hold for the whole run, so pytest takes `pytest_plugins` only from a conftest.py that it reads before collection; a deeper one stops the run, but only when that folder is not named on the command line. Plugins that are installed load themselves.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest

pytest_plugins = ("pytest_asyncio",)


@pytest.mark.asyncio
async def test_ping():
    assert await ping() == "pong"
`,
        fixed: `import pytest


@pytest.mark.asyncio
async def test_ping():
    assert await ping() == "pong"
`,
      },
      {
        framework: 'pytest',
        code: `pytest_plugins = ["pytest_mock", "xdist"]  # both


def test_ping(mocker):
    assert ping(mocker.Mock()) == "pong"
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `pytest_plugins = ["pytester"]


def test_plugin(pytester):
    pytester.makepyfile("def test_ok(): pass")
    assert pytester.runpytest().ret == 0
`,
      },
      {
        framework: 'pytest',
        files: { 'pytest.ini': '[pytest]\naddopts = -p no:asyncio\n' },
        code: `pytest_plugins = ["tests.fixtures.orders"]


def test_order(order):
    assert order.total == 0
`,
      },
      {
        framework: 'pytest',
        code: `def test_names():
    pytest_plugins = "pytest_asyncio"
    assert load(pytest_plugins) == 1
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    for (const variable of file.variables) {
      if (variable.name !== 'pytest_plugins' || variable.level !== 'module') continue;
      const needless = loadsNothing(context, variable);
      const root = refusedBelow(context);
      const fix = needless ? removal(context, variable) : undefined;
      if (root !== undefined) {
        yield {
          at: variable.nameSpan,
          message: `pytest stops with an error when it comes to pytest_plugins in a conftest.py this deep during collection. ${needless ? 'These plugins load themselves: remove the line.' : `Move it to ${root}.`}`,
          fix,
        };
      } else if (needless) {
        yield {
          at: variable.nameSpan,
          severity: 'info',
          message: 'Installed plugins load themselves, so this line does nothing. Remove it.',
          fix,
        };
      }
    }
  },
});

/** Modules that distributions name as pytest11 entry points, and the packages that hold them. */
const selfLoading =
  /^(?:pytest_asyncio|pytest_mock|pytest_cov|pytest_django|pytest_httpx|pytest_timeout|pytest_benchmark|pytest_randomly|pytest_rerunfailures|xdist|anyio|respx|syrupy)(?:\.(?:plugin|pytest_plugin))?$/;

function loadsNothing({ project }: RuleContext, { initial, accesses }: Variable): boolean {
  const items = initial?.kind === 'string' ? [initial] : initial?.elements;
  if (!items || items.length === 0 || accesses.length > 0) return false;
  // Somebody who switches plugins off may load them by hand.
  if (project.pytest?.addopts.some((word) => /^(?:-p|no:\S+|-pno:\S+|--disable-plugin-autoload)$/.test(word)))
    return false;
  return items.every(({ kind, value }) => kind === 'string' && typeof value === 'string' && selfLoading.test(value));
}

/** The conftest.py that should hold it instead, when pytest comes to this one only during collection. */
function refusedBelow({ file, project }: RuleContext): string | undefined {
  if (posix.basename(file.path) !== 'conftest.py') return undefined;
  const folder = posix.dirname(file.path);
  const root = posix.dirname(project.runner.configPath ?? 'pytest.ini');
  const below = posix.relative(root, folder);
  const starts = versionIs(project, 'pytest', { below: '7.3.2' }) === 'yes' ? [] : (project.pytest?.testPaths ?? []);
  const isStart = starts.some(
    (path) => isReadFirst(posix.relative(posix.normalize(path), below)) || path.includes('*'),
  );
  const isRead = isReadFirst(below) || isStart;
  if (isRead || below.startsWith('..')) return undefined;
  const above = (project.pytest?.conftests ?? []).filter(
    (path) => path !== file.path && !posix.relative(root, posix.dirname(path)).startsWith('..'),
  );
  return above.at(-1);
}

/** pytest reads the conftest.py of the folder it starts with, and of its `test*` folders. */
function isReadFirst(below: string): boolean {
  return below === '' || /^test[^/]*$/.test(below);
}

function removal({ source }: RuleContext, { declaration }: Variable): FixDraft | undefined {
  const line = source.text.slice(declaration.end, source.nextLine(declaration.end - 1));
  if (line.trim() !== '') return undefined;
  const edit = removeStatement(source, declaration);
  // The blank line above goes as well where two would stay.
  const isDouble =
    /\n[ \t]*\r?\n$/.test(source.text.slice(0, edit.start)) && /^[ \t]*\r?\n/.test(source.text.slice(edit.end));
  const start = isDouble ? source.lineStart(edit.start - 1) : edit.start;
  return { title: 'Remove the line: these plugins load themselves', safety: 'safe', edits: [{ ...edit, start }] };
}
