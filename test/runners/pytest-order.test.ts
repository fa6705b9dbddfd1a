import { expect, it } from 'vitest';
import { bareProject, idsOf, passing, pythonProject, told } from './support/pytest.ts';

it('runs exactly the planned tests in exactly the planned order, interleaved over files', async () => {
  const project = bareProject({
    'test_a.py': passing('test_1', 'test_2', 'test_3'),
    'sub/test_b.py': passing('test_1', 'test_2'),
  });
  const plan = ['test_a.py::test_3', 'sub/test_b.py::test_2', 'test_a.py::test_1', 'sub/test_b.py::test_1'];

  const result = await project.run(plan);

  expect(result).toMatchObject({ outcome: 'passed', exitCode: 0, missing: [], problems: [], limitations: [] });
  expect(idsOf(result)).toEqual(plan);
  expect(result.results.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
});

it('keeps the order where pytest itself groups tests by a parameter of a wider fixture', async () => {
  const project = bareProject({
    'test_p.py': `import pytest

@pytest.fixture(scope="module", params=[1, 2])
def number(request):
    return request.param

class TestNumbers:
    def test_a(self, number):
        assert number in (1, 2)

    @pytest.mark.parametrize("word", ["x y", "é", "a::b", "[c]"])
    def test_b(self, number, word):
        assert word
`,
  });
  const { tests } = await project.list('test_p.py');
  const plan = tests.toReversed();

  const result = await project.run(plan);

  expect(tests).toHaveLength(10);
  expect(tests).toContain('test_p.py::TestNumbers::test_b[1-\\xe9]');
  expect(result.outcome).toBe('passed');
  expect(idsOf(result)).toEqual(plan);
});

it('understands a parameter that is written with its letters instead of escapes', async () => {
  const project = bareProject({
    'test_é.py': `import pytest

@pytest.mark.parametrize("word", ["größe", "日本"])
def test_ü(word):
    assert word
`,
  });
  const plan = ['test_é.py::test_ü[日本]', 'test_é.py::test_ü[gr\\xf6\\xdfe]'];

  const result = await project.run(plan);

  expect(idsOf(result)).toEqual(plan);
  expect(result.outcome).toBe('passed');
});

it('repeats the whole list in one process, with new instances and new set-ups each time', async () => {
  const project = bareProject({
    'test_r.py': `import pytest

log = []

@pytest.fixture(scope="module", autouse=True)
def module_wide():
    log.append("module up")
    yield
    print("|".join(log))

@pytest.fixture
def one():
    log.append("up")
    yield log
    log.append("down")

class TestState:
    def test_x(self, one):
        assert not hasattr(self, "seen")
        self.seen = True
        assert one[-1] == "up"

def test_y(one):
    assert one.count("up") == one.count("down") + 1
`,
  });
  const plan = ['test_r.py::TestState::test_x', 'test_r.py::test_y'];

  const result = await project.run(plan, { repeats: 3 });
  const alone = await project.run(plan.slice(0, 1), { repeats: 3 });

  expect(result.outcome).toBe('passed');
  expect(idsOf(result)).toEqual([...plan, ...plan, ...plan]);
  expect(result.results.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(told(alone)).toEqual(Array(3).fill('test_r.py::TestState::test_x passed'));
});

it('repeats unittest, async and parametrised tests too', async () => {
  const project = pythonProject(
    {
      'test_k.py': `import asyncio
import unittest
import pytest

class Case(unittest.TestCase):
    def setUp(self):
        self.assertFalse(hasattr(self, "used"))
        self.used = True

    def test_u(self):
        self.assertTrue(self.used)

async def test_a(tmp_path):
    await asyncio.sleep(0)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "left").write_text("x")

@pytest.mark.parametrize("n", [1, 2])
def test_p(n, monkeypatch):
    assert n
`,
    },
    'asyncio_mode = auto',
  );
  const plan = ['test_k.py::Case::test_u', 'test_k.py::test_a', 'test_k.py::test_p[2]'];

  const result = await project.run(plan, { repeats: 2 });

  expect(result.outcome).toBe('passed');
  expect(idsOf(result)).toEqual([...plan, ...plan]);
});

it('names tests in the order of declaration, file by file as asked for, and says which files cannot be loaded', async () => {
  const project = bareProject({
    'test_a.py': passing('test_z', 'test_a'),
    'test_b.py': passing('test_b'),
    'test_c.py': 'def broken(:\n',
  });

  const listing = await project.list('test_b.py', 'test_c.py', 'test_a.py', 'test_d.py');

  expect(listing.tests).toEqual(['test_b.py::test_b', 'test_a.py::test_z', 'test_a.py::test_a']);
  expect(listing.errors.map(({ file, scope }) => `${scope} ${file}`)).toEqual([
    'collection test_d.py',
    'collection test_c.py',
  ]);
  expect(listing.version).toMatch(/^[789]\.\d+/);
});

it('has ids relative to the project also where pytest has its root elsewhere', async () => {
  const project = bareProject({ 'deep/er/test_a.py': passing('test_1') }, 'addopts = --rootdir=deep');

  const { tests } = await project.list('deep/er/test_a.py');
  const result = await project.run(tests);

  expect(tests).toEqual(['deep/er/test_a.py::test_1']);
  expect(told(result)).toEqual(['deep/er/test_a.py::test_1 passed']);
});

it('runs 500 tests of 500 files in one process', async () => {
  const names = Array.from(
    { length: 500 },
    (_, index) => `a_rather_long_folder_name_${index % 7}/test_file_${index}.py`,
  );
  const project = bareProject(Object.fromEntries(names.map((name) => [name, passing('test_1')])));
  const plan = names.map((name) => `${name}::test_1`).toReversed();

  const result = await project.run(plan);

  expect(result.outcome).toBe('passed');
  expect(idsOf(result)).toEqual(plan);
});
