import type { Example, RuleMeta } from '../../rule.ts';

function ini(lines: string, files: Readonly<Record<string, string>> = {}): Example {
  return { framework: 'pytest', path: 'pytest.ini', code: `[pytest]\n${lines}`, files };
}

function pyproject(code: string, files: Readonly<Record<string, string>> = {}): Example {
  return { framework: 'pytest', path: 'pyproject.toml', code, files };
}

export const examples: RuleMeta['examples'] = {
  bad: [
    ini(`addopts =
    --strict-markers
    --reruns 3
filterwarnings =
    error
    ignore::pytest.PytestUnraisableExceptionWarning
`),
    pyproject(`[tool.pytest.ini_options]
addopts = ["-ra", "-p", "no:warnings", "--ignore=tests/test_billing.py"]
`),
    pyproject(
      `[tool.pytest.ini_options]
asyncio_mode = "auto"
filterwarnings = ["error"]
`,
      { 'pytest.ini': '[pytest]\naddopts = -ra\n' },
    ),
    ini('asyncio_mode = auto\n', { 'requirements.txt': 'pytest==8.4.2\npytest-asyncio==1.3.0\n' }),
    ini('filterwarnings = ignore::DeprecationWarning\n'),
    {
      framework: 'pytest',
      path: 'tox.ini',
      code: `[tox]
env_list = py312

[testenv]
set_env = PYTHONOPTIMIZE=1
commands = pytest

[pytest]
addopts = -ra
`,
    },
    pyproject('[tool.pytest]\nstrict = true\n'),
  ],
  good: [
    pyproject(`[tool.pytest.ini_options]
addopts = ["-ra", "--strict-markers", "--ignore=docs", "-m", "not slow"]
filterwarnings = [
  "error",
  "ignore:pkg_resources is deprecated:DeprecationWarning:legacy_lib",
]
`),
    ini(
      `asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
`,
      { 'requirements.txt': 'pytest==8.4.2\npytest-asyncio==1.3.0\n' },
    ),
    ini(`filterwarnings =
    ignore::DeprecationWarning
    default::DeprecationWarning:shop
`),
    ini('addopts = -ra\n', {
      'pyproject.toml': '[tool.ruff]\nline-length = 100\n',
      'setup.cfg': '[metadata]\nname = shop\n',
    }),
    ini('filterwarnings = ignore::DeprecationWarning:vendor\n'),
  ],
};
