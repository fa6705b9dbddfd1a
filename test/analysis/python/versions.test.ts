import { describe, expect, it } from 'vitest';
import { projectOf, pytest, version } from './project-of.ts';

describe('the version of a distribution', () => {
  it.each([
    ['poetry.lock', '[[package]]\nname = "pytest"\nversion = "8.3.5"\n'],
    ['uv.lock', 'version = 1\n\n[[package]]\nname = "pytest"\nversion = "8.3.5"\nsource = { registry = "x" }\n'],
    ['pdm.lock', '[[package]]\nname = "pytest"\nversion = "8.3.5"\n'],
    ['pylock.toml', 'lock-version = "1.0"\n\n[[packages]]\nname = "pytest"\nversion = "8.3.5"\n'],
    [
      'Pipfile.lock',
      '{\n    "develop": {\n        "pytest": {\n            "hashes": [],\n            "version": "==8.3.5"\n        }\n    }\n}\n',
    ],
    ['requirements.txt', '-r base.txt\npytest[dev]==8.3.5 ; python_version > "3"  # here\n'],
    ['requirements.txt', 'pytest==8.3.5 \\\n    --hash=sha256:abc\n'],
    ['requirements-ci.txt', 'PyTest == 8.3.5\n'],
    ['requirements/lint.txt', 'pytest===8.3.5\n'],
    ['pyproject.toml', '[project]\ndependencies = ["pytest==8.3.5"]\n'],
    ['pyproject.toml', '[project.optional-dependencies]\ntest = ["pytest == 8.3.5"]\n'],
    ['pyproject.toml', '[dependency-groups]\ndev = ["pytest==8.3.5", {include-group = "x"}]\n'],
    ['pyproject.toml', '[tool.poetry.group.dev.dependencies]\npytest = "8.3.5"\n'],
    ['pyproject.toml', '[tool.hatch.envs.test]\ndependencies = ["pytest==8.3.5"]\n'],
    ['Pipfile', '[dev-packages]\npytest = "==8.3.5"\n'],
    ['setup.cfg', '[options]\ninstall_requires =\n    pytest==8.3.5\n'],
    ['setup.cfg', '[options.extras_require]\ntest =\n    pytest==8.3.5\n'],
    ['setup.py', 'setup(tests_require=["pytest==8.3.5"])\n'],
    ['tox.ini', '[testenv:unit]\ndeps =\n    -r dev.txt\n    pytest==8.3.5\n'],
  ])('is read from %s: %j', (name, text) => {
    const facts = projectOf({ [name]: text }).facts('tests/test_a.py', 'pytest');
    expect(facts.pytest?.versions.pytest).toEqual({ exact: '8.3.5' });
    expect(facts.runner.major).toBe(8);
  });

  it.each([
    ['>=7', { atLeast: '7' }],
    ['>7.1,<9,!=8.0', { atLeast: '7.1', below: '9' }],
    ['<=8.3', { below: '8.3.1' }],
    ['~=1.4', { atLeast: '1.4', below: '2' }],
    ['~=1.4.2', { atLeast: '1.4.2', below: '1.5' }],
    ['==8.*', { atLeast: '8', below: '9' }],
    ['>=8.0.0rc1', { atLeast: '8.0.0rc1' }],
    ['!=8.0', undefined],
    ['', undefined],
  ])('is bounded by the requirement %j', (specifier, expected) => {
    expect(version({ 'requirements.txt': `pytest${specifier}\n` })).toEqual(expected);
    expect(pytest({ 'requirements.txt': `pytest${specifier}\n` })?.distributions).toEqual(['pytest']);
  });

  it.each([
    ['"^7.2.1"', { atLeast: '7.2.1', below: '8' }],
    ['"^0.21.1"', { atLeast: '0.21.1', below: '0.22' }],
    ['"^0.0.3"', { atLeast: '0.0.3', below: '0.0.4' }],
    ['"~1.2.3"', { atLeast: '1.2.3', below: '1.3' }],
    ['"~1"', { atLeast: '1', below: '2' }],
    ['"1.2.*"', { atLeast: '1.2', below: '1.3' }],
    ['">=1.2 <2"', { atLeast: '1.2', below: '2' }],
    ['"^1.2 || ^2.0"', { atLeast: '1.2', below: '3' }],
    ['{ version = "^7.0", extras = ["x"] }', { atLeast: '7.0', below: '8' }],
    ['[{ version = "^7.0", python = "<3.8" }, { version = "^8.1", python = ">=3.8" }]', { atLeast: '7.0', below: '9' }],
    ['"*"', undefined],
    ['{ git = "https://example.org/pytest.git" }', undefined],
  ])("is bounded by Poetry's %s", (constraint, expected) => {
    expect(version({ 'pyproject.toml': `[tool.poetry.dependencies]\npytest = ${constraint}\n` })).toEqual(expected);
  });

  it('comes from the lock rather than from the range', () => {
    const files = {
      'pyproject.toml': '[project]\ndependencies = ["pytest>=7"]\n',
      'uv.lock': '[[package]]\nname = "pytest"\nversion = "9.0.2"\n',
    };
    expect(version(files)).toEqual({ exact: '9.0.2' });
  });

  it('is left open between those that a lock holds for several environments', () => {
    const lock = (number: string) => `[[package]]\nname = "pytest"\nversion = "${number}"\n\n`;
    expect(version({ 'uv.lock': lock('8.4.2') + lock('9.0.2') })).toEqual({ atLeast: '8.4.2' });
  });

  it('is what holds in all environments of tox', () => {
    const files = { 'tox.ini': '[testenv]\ndeps =\n    pytest7: pytest>=7,<8\n    pytest8: pytest>=8,<9\n' };
    expect(version(files)).toEqual({ atLeast: '7', below: '9' });
  });

  it('is that of the nearest folder', () => {
    const files = {
      'requirements.txt': 'pytest==7.4.4\nhttpx>=0.20\nanyio==4.0.0\n',
      'tests/requirements.txt': 'pytest==8.3.5\nhttpx>=0.27\nanyio>=3\n',
    };
    expect(version(files)).toEqual({ exact: '8.3.5' });
    expect(version(files, 'httpx')).toEqual({ atLeast: '0.27' });
    expect(version(files, 'anyio')).toEqual({ exact: '4.0.0' });
  });

  it('comes from a file that the requirements take in, one step far', () => {
    const files = {
      'requirements.txt': 'pytest>=7\n-r deps/dev.txt\n-c deps/pins.txt\n',
      'deps/dev.txt': '-r more.txt\nhttpx==0.28.1\n',
      'deps/more.txt': 'respx==0.22.0\n',
      'deps/pins.txt': 'pytest==8.3.5\n',
    };
    expect(version(files)).toEqual({ exact: '8.3.5' });
    expect(version(files, 'httpx')).toEqual({ exact: '0.28.1' });
    expect(version(files, 'respx')).toBeUndefined();
  });

  it('comes from a virtual environment in the workspace where no lock or pin says more', () => {
    const files = {
      'requirements.txt': 'pytest>=7\nhttpx==0.27.0\n',
      '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.12.4\n',
      '.venv/lib/python3.12/site-packages/pytest-8.3.5.dist-info/METADATA': '',
      '.venv/lib/python3.12/site-packages/pytest_asyncio-1.3.0.dist-info/METADATA': '',
      '.venv/lib/python3.12/site-packages/httpx-0.28.1.dist-info/METADATA': '',
      '.venv/lib/python3.12/site-packages/pytest/__init__.py': '',
    };
    expect(pytest(files)?.versions).toEqual({
      python: { exact: '3.12.4' },
      pytest: { exact: '8.3.5' },
      'pytest-asyncio': { exact: '1.3.0' },
      httpx: { exact: '0.27.0' },
    });
    expect(pytest(files)?.usesPytestAsyncio).toBe(true);
  });

  it('stays unknown for a plain name, which still says that the plugin is used', () => {
    const facts = pytest({ 'requirements-dev.txt': 'pytest_asyncio\n' });
    expect(facts?.usesPytestAsyncio).toBe(true);
    expect(facts?.distributions).toEqual(['pytest-asyncio']);
    expect(facts?.versions).toEqual({});
  });

  it('does not make a switched off plugin used', () => {
    const files = {
      'requirements.txt': 'pytest-asyncio==1.3.0\n',
      'pytest.ini': '[pytest]\naddopts = -p no:asyncio\n',
    };
    expect(pytest(files)?.usesPytestAsyncio).toBe(false);
  });
});

describe('the version of Python', () => {
  it.each([
    ['pyproject.toml', '[project]\nrequires-python = ">=3.10,<3.14"\n', { atLeast: '3.10', below: '3.14' }],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.11"\n', { atLeast: '3.11', below: '4' }],
    ['uv.lock', 'version = 1\nrequires-python = ">=3.9"\n', { atLeast: '3.9' }],
    ['.python-version', '3.11\n', { atLeast: '3.11', below: '3.12' }],
    ['.python-version', '3.12.1\n3.9.2\n', { atLeast: '3.9.2' }],
    ['.python-version', 'pypy3.10\n', undefined],
    ['setup.cfg', '[options]\npython_requires = >=3.8\n', { atLeast: '3.8' }],
    ['setup.py', "setup(name='a', python_requires='>=3.8')\n", { atLeast: '3.8' }],
    ['Pipfile', '[requires]\npython_version = "3.11"\n', { atLeast: '3.11', below: '3.12' }],
  ])('is read from %s: %j', (name, text, expected) => {
    expect(version({ [name]: text }, 'python')).toEqual(expected);
    expect(pytest({ [name]: text })?.distributions).toEqual([]);
  });

  it('is the chosen one rather than any that would do', () => {
    const files = { '.python-version': '3.12\n', 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' };
    expect(version(files, 'python')).toEqual({ atLeast: '3.12', below: '3.13' });
  });
});
