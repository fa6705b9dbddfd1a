import { describe, expect, it } from 'vitest';
import type { Advice, LeftState } from '../../src/fixes/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { fixesOf } from './state-reset-support.ts';

interface Written {
  /** The file after the edit; undefined when nothing is written. */
  readonly text: string | undefined;
  readonly path: string | undefined;
  readonly advice: readonly Advice[];
}

/** What is written for state that a test of the first file leaves. */
async function written(files: Readonly<Record<string, string>>, name: string, ...state: LeftState[]): Promise<Written> {
  const workspace = tempWorkspace(files);
  const fixes = await fixesOf(workspace.root);
  const [path = ''] = Object.keys(files);
  const runner = path.endsWith('.py') ? 'pytest' : 'vitest';
  const { plan, advice } = await fixes.planStateReset({
    test: name === '' ? path : `${path}::${name}`,
    runner,
    state,
  });
  const { changes } = await fixes.prepare(plan.plan_id);
  return { text: changes[0]?.after, path: changes[0]?.path, advice };
}

const counter: LeftState = {
  kind: 'module-variable',
  name: 'app.store:counter',
  before: '0',
  after: '1',
  file: 'app/store.py',
};
const leak: LeftState = { kind: 'environment', name: 'LEAK', before: '(not set)', after: "'1'" };
const cache: LeftState = {
  kind: 'module-variable',
  name: 'src/store.ts:cache',
  before: 'Map(0) {}',
  after: 'Map(1) {"a" => 1}',
  file: 'src/store.ts',
};

describe('in a file of pytest', () => {
  const app = { 'app/__init__.py': '', 'app/store.py': 'counter = 0\n\n\ndef count():\n    pass\n' };

  it('imports the module as its neighbours are, and stands above the first function with its comments', async () => {
    const code =
      'import pytest\nfrom app import api\n\nLIMIT = 3\n\n# What it does.\n@pytest.mark.slow\ndef test_a():\n    api.run()\n';
    const { text } = await written({ 'test_a.py': code, ...app }, 'test_a', counter);
    expect(text).toBe(`import pytest
from app import api, store

LIMIT = 3


@pytest.fixture(autouse=True)
def _restore_counter():
    before = store.counter
    yield
    store.counter = before


# What it does.
@pytest.mark.slow
def test_a():
    api.run()
`);
  });

  it('holds for the methods of a class, and keeps tabs and line ends', async () => {
    const code =
      'from app import store\r\n\r\n\r\nclass TestStore:\r\n\tdef test_a(self):\r\n\t\tstore.count()\r\n\t\tassert store.counter == 1\r\n';
    const { text } = await written({ 'test_a.py': code, ...app }, 'TestStore::test_a', counter);
    const fixture = [
      '@pytest.fixture(autouse=True)',
      'def _restore_counter():',
      '\tbefore = store.counter',
      '\tyield',
      '\tstore.counter = before',
    ];
    expect(text).toBe(
      code
        .replace('from app', 'import pytest\r\nfrom app')
        .replace('class', `${fixture.join('\r\n')}\r\n\r\n\r\nclass`),
    );
  });

  it('adds the imports below a docstring', async () => {
    const code = '"""About it."""\n\n\ndef test_a():\n    run()\n';
    const { text } = await written({ 'test_a.py': code }, 'test_a', leak);
    expect(text).toBe(`"""About it."""

import os
from unittest import mock

import pytest


@pytest.fixture(autouse=True)
def _restore_environment():
    with mock.patch.dict(os.environ):
        yield


def test_a():
    run()
`);
  });

  it('reaches a module that its package hides behind an object of the same name', async () => {
    const files = {
      'test_a.py': 'import pytest\n\n\ndef test_a():\n    run()\n',
      'app/__init__.py': 'from .main import main\n',
      'app/main.py': 'counter = 0\n\n\ndef main():\n    pass\n',
    };
    const state = { ...counter, name: 'app.main:counter', file: 'app/main.py' };
    expect((await written(files, 'test_a', state)).text).toContain('    before = sys.modules["app.main"].counter\n');
  });

  it('is put back once, behind the module, when a fixture of the module sets it', async () => {
    const code =
      'import os\n\nimport pytest\n\n\n@pytest.fixture(scope="module")\ndef settings():\n    os.environ.update(LEAK="1")\n\n\ndef test_a(settings):\n    assert run()\n';
    const { text } = await written({ 'test_a.py': code }, 'test_a', leak);
    expect(text).toContain('@pytest.fixture(autouse=True, scope="module")\ndef _restore_environment():\n');
  });

  const inFixture: LeftState = { ...counter, at: { path: 'tests/conftest.py', line: 8 } };
  const busy = (scope: string) =>
    `import pytest\n\nfrom app import store\n\n\n@pytest.fixture${scope}\ndef busy():\n    store.counter = 1\n`;
  const uses = 'from app import store\n\n\ndef test_a(busy):\n    assert store.counter == 1\n';
  const restoring = (scope = '') => `@pytest.fixture${scope}
def _restore_counter():
    before = store.counter
    yield
    store.counter = before


`;

  it.each([
    ['', ''],
    ['(scope="session")', '(scope="function")'],
  ])('is put back beside the fixture of conftest.py that sets it: @pytest.fixture%s', async (scope, narrowed) => {
    const files = { 'tests/test_a.py': uses, 'tests/conftest.py': busy(scope), ...app };
    const { text, path } = await written(files, 'test_a', inFixture);
    expect(path).toBe('tests/conftest.py');
    expect(text).toBe(
      busy(narrowed).replace('busy():', 'busy(_restore_counter):').replace('@pytest', `${restoring()}@pytest`),
    );
  });

  it('is put back beside the fixture that calls what sets it, for as long as that holds', async () => {
    const calling = busy('(scope="module")').replace('store.counter = 1', 'store.count()');
    const files = { 'tests/test_a.py': uses, 'tests/conftest.py': calling, ...app };
    const { text } = await written(files, 'test_a', { ...counter, at: { path: 'app/store.py', line: 5 } });
    expect(text).toBe(
      calling
        .replace('busy():', 'busy(_restore_counter):')
        .replace('@pytest', `${restoring('(scope="module")')}@pytest`),
    );
  });

  it('is left to a person where other fixtures need the one that sets it for the whole session', async () => {
    const needed = `${busy('(scope="session")')}\n\n@pytest.fixture(scope="session")\ndef shop(busy):\n    return store\n`;
    const files = { 'tests/test_a.py': uses, 'tests/conftest.py': needed, ...app };
    const { text, advice } = await written(files, 'test_a', inFixture);
    expect(text).toBe(undefined);
    expect(advice.map(({ reason }) => reason)).toEqual([
      'The fixture busy of tests/conftest.py sets counter of app.store for all tests that follow, until the session ends: give it scope="function", and put the value back after its yield.',
    ]);
  });

  it('is not mended by the fix of another function of that name', async () => {
    const code =
      'import time\n\nimport clock\n\n\ndef test_a():\n    clock.freeze()\n    clock.time = lambda: 7\n    assert time.time() == 5\n';
    const state: LeftState = { kind: 'builtin', name: 'time.time', before: 'function time', after: 'function' };
    const { text } = await written({ 'test_a.py': code, 'clock.py': 'def freeze():\n    pass\n' }, 'test_a', state);
    expect(text).toContain('    before = time.time\n    yield\n    time.time = before\n');
  });

  it('is left to a person where a function of the old style sets it before any fixture runs', async () => {
    const code =
      'from app import store\n\n\ndef setup_function():\n    store.counter += 1\n\n\ndef test_a():\n    assert run()\n';
    const { text, advice } = await written({ 'test_a.py': code, ...app }, 'test_a', counter);
    expect(text).toBe(undefined);
    expect(advice).toEqual([
      {
        kind: 'module-variable',
        name: 'app.store:counter',
        reason: 'setup_function sets counter of app.store before any fixture runs: put it back in teardown_function.',
        pattern: 'pattern://python/flaky/module-state',
      },
    ]);
  });
});

describe('in a file of vitest', () => {
  const store = {
    'src/store.ts':
      'export const cache = new Map<string, number>();\nlet hidden = 0;\nexport const hide = () => {\n  hidden += 1;\n};\n',
  };

  it('keeps to the style of the file, merges imports and joins the hook that is there', async () => {
    const code = `import {
  afterEach,
  expect,
  it,
} from "vitest"
import { load } from "../src/load"

afterEach(() => {
  close()
})

it("loads", () => {
  expect(load()).toBe(1)
})
`;
    const { text } = await written({ 'test/a.test.ts': code, ...store }, 'loads', cache);
    expect(text).toBe(
      code
        .replace('load"\n', 'load"\nimport { cache } from "../src/store"\n')
        .replace('  close()\n', '  close()\n  cache.clear()\n'),
    );
  });

  it('takes the runner’s names as globals where the file does, and keeps line ends', async () => {
    const code =
      "import { cache } from '@/store';\r\n\r\nit('loads', () => {\r\n  expect(cache.size).toBe(1);\r\n});\r\n";
    const config = { 'vitest.config.ts': 'export default { test: { globals: true } };\n' };
    const { text } = await written({ 'test/a.test.ts': code, ...store, ...config }, 'loads', cache);
    expect(text).toBe(code.replace("\r\nit('", "\r\nafterEach(() => {\r\n  cache.clear();\r\n});\r\n\r\nit('"));
  });

  it('keeps two functions of one name under two names, and takes one that is kept already for done', async () => {
    const code =
      "import { expect, it } from 'vitest';\nimport { freeze } from '../src/clock.js';\n\nit('is late', () => {\n  freeze();\n  expect(late()).toBe(true);\n});\n";
    const builtin = (name: string): LeftState => ({ kind: 'builtin', name, before: 'function now', after: 'function' });
    const both = [builtin('Date.now'), builtin('performance.now')] as const;
    const { text = '' } = await written({ 'test/a.test.ts': code }, 'is late', ...both);
    expect(text).toContain('const originalNow = Date.now;\nconst originalPerformanceNow = performance.now;\n');
    expect(text).toContain('  Date.now = originalNow;\n  performance.now = originalPerformanceNow;\n');
    const again = await written({ 'test/a.test.ts': text }, 'is late', ...both);
    expect(again.advice.map(({ reason }) => reason)).toEqual([
      'A hook of test/a.test.ts puts Date.now back already.',
      'A hook of test/a.test.ts puts performance.now back already.',
    ]);
  });

  it('is left to a person where only the module itself can reach it', async () => {
    const code =
      "import { expect, it } from 'vitest';\nimport { hide } from '../src/store.js';\n\nit('hides', () => {\n  expect(hide()).toBe(undefined);\n});\n";
    const state: LeftState = { ...cache, name: 'src/store.ts:hidden', before: '0', after: '1' };
    const { text, advice } = await written({ 'test/a.test.ts': code, ...store }, 'hides', state);
    expect(text).toBe(undefined);
    expect(advice).toEqual([
      {
        kind: 'module-variable',
        name: 'src/store.ts:hidden',
        reason:
          'src/store.ts:hidden can only be changed inside src/store.ts: export a function that resets it and call it in afterEach, or make the state anew for each test.',
        pattern: 'pattern://typescript/flaky/module-state',
      },
    ]);
  });

  it('uses what TypeScript knows of globals of the project: nothing', async () => {
    const code =
      "import { expect, it } from 'vitest';\n\nit('sets', () => {\n  set();\n  expect(1).toBe(one());\n});\n";
    const state: LeftState = { kind: 'global', name: 'flags', before: '{a: 1}', after: '{a: 2}' };
    const { text } = await written({ 'a.test.ts': code }, 'sets', state);
    expect(text).toContain("const originalFlags = Reflect.get(globalThis, 'flags');\n");
    expect(text).toContain("  Reflect.set(globalThis, 'flags', originalFlags);\n");
  });
});

it('writes nothing where an edit cannot help, and says what does', async () => {
  const code = "import { expect, it } from 'vitest';\n\nit('runs', () => {\n  expect(run()).toBe(1);\n});\n";
  const kinds: readonly (readonly [LeftState['kind'], string])[] = [
    ['file', 'data/copies'],
    ['database', 'data/shop-(made up).db'],
    ['thread', 'Thread (poll)'],
    ['socket', '127.0.0.1:8123'],
    ['timer', 'src/poll.js:setInterval'],
  ];
  const state = kinds.map(([kind, name]): LeftState => ({ kind, name, before: '(not set)', after: 'an empty folder' }));
  const { text, advice } = await written({ 'a.test.ts': code }, 'runs', ...state);
  expect(text).toBe(undefined);
  expect(advice.map(({ pattern }) => pattern)).toEqual([
    'pattern://typescript/flaky/test-isolation',
    'pattern://typescript/database/transaction-isolation',
    'pattern://typescript/flaky/resources',
    'pattern://typescript/flaky/resources',
    'pattern://typescript/flaky/resources',
  ]);
  expect(advice[0]?.reason).toBe(
    "The test leaves the file data/copies: write it below the test's own temporary folder, or delete it in a clean-up.",
  );
});

it('is no matter of hooks when the file changes it while it is loaded', async () => {
  const code = 'import os\n\nos.environ["LEAK"] = "1"\n\n\ndef test_a():\n    assert run()\n';
  const { text, advice } = await written({ 'test_a.py': code }, '', leak);
  expect(text).toBe(undefined);
  expect(advice[0]?.reason).toBe(
    'test_a.py changes the environment variable LEAK while it is loaded, before any hook or fixture runs: do it in the tests, or in a fixture that puts it back.',
  );
});

it.each([
  ['test_a.py', 'def test_a():\n    run()\n', leak, '_restore_environment of test_a.py puts'],
  ['a.test.ts', "import { it } from 'vitest';\n\nit('test_a', () => run());\n", leak, 'A hook of a.test.ts puts'],
])('is not written twice: %s', async (path, code, state, said) => {
  const once = await written({ [path]: code }, 'test_a', state);
  const { text, advice } = await written({ [path]: once.text ?? '' }, 'test_a', state);
  expect(text).toBe(undefined);
  expect(advice[0]?.reason).toBe(`${said} the environment variable LEAK back already.`);
});

it('is an ordinary plan: each fix by name, suggested, kept, and taken back byte for byte', async () => {
  const code = "import { it } from 'vitest';\nimport { cache } from '../src/store';\n\nit('fills', () => fill());\n";
  const workspace = tempWorkspace({ 'test/a.test.ts': code, 'src/store.ts': 'export const cache = new Map();\n' });
  const fixes = await fixesOf(workspace.root);
  const { plan } = await fixes.planStateReset({ test: 'test/a.test.ts::fills', runner: 'vitest', state: [cache] });
  expect(await fixes.getPlan(plan.plan_id)).toEqual(plan);
  expect(plan.files[0]?.fixes).toEqual([
    {
      finding_id: expect.stringMatching(/^polluter_[a-z2-7]+$/),
      rule: 'polluter',
      title: 'Put cache of src/store.ts back after each test',
      safety: 'suggested',
    },
  ]);
  expect(await fixes.apply(plan.plan_id)).toMatchObject({ status: 'applied' });
  await fixes.undo(plan.plan_id.replace('plan_', 'undo_'));
  expect(workspace.text('test/a.test.ts')).toBe(code);
});
