import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

function writes(body: string, head = 'import os\nfrom unittest import mock\n') {
  const indented = body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return read(`${head}def test_a():\n${indented}\n`).environment;
}

describe('writes to the environment', () => {
  it.each([
    ['os.environ["A"] = "1"', 'set', 'A'],
    ['del os.environ["A"]', 'delete', 'A'],
    ['os.environ.pop("A", None)', 'delete', 'A'],
    ['os.environ.setdefault("A", "1")', 'set', 'A'],
    ['os.environ.update(A="1")', 'update', undefined],
    ['os.environ.clear()', 'delete', undefined],
    ['os.environ = {}', 'replace', undefined],
    ['os.putenv("A", "1")', 'set', 'A'],
    ['os.unsetenv("A")', 'delete', 'A'],
    ['os.environ[key] = "1"', 'set', undefined],
  ])('%s', (statement, operation, name) => {
    const [write, ...more] = writes(statement);
    expect(more).toEqual([]);
    expect(write).toMatchObject({ operation, restores: false });
    expect(write?.name).toBe(name);
  });

  it('are seen through an imported name', () => {
    expect(writes('environ["A"] = "1"', 'from os import environ\n')).toMatchObject([{ name: 'A' }]);
  });

  it.each(['os.environ.get("A")', 'x = os.environ["A"]', 'monkeypatch.setenv("A", "1")', 'app.environ["A"] = 1'])(
    'are not seen in %s',
    (statement) => {
      expect(writes(statement)).toEqual([]);
    },
  );

  it('restore when they put a saved value back', () => {
    expect(
      writes('old = os.environ.get("A")\nos.environ["A"] = "1"\nos.environ["A"] = old').map((w) => w.restores),
    ).toEqual([false, true]);
  });

  it('restore when the whole environment is cleared and filled from a copy', () => {
    expect(
      writes('saved = os.environ.copy()\nos.environ.clear()\nos.environ.update(saved)').map((w) => w.restores),
    ).toEqual([true, true]);
  });

  it('restore when a variable that was not there is removed again', () => {
    const body =
      'old = os.getenv("A")\nos.environ["A"] = "1"\nif old is None:\n    del os.environ["A"]\nelse:\n    os.environ["A"] = old';
    expect(writes(body).map((w) => w.restores)).toEqual([false, true, true]);
  });

  it('restore in finally and after yield', () => {
    expect(writes('try:\n    os.environ["A"] = "1"\nfinally:\n    del os.environ["A"]').map((w) => w.restores)).toEqual(
      [false, true],
    );
    expect(writes('os.environ["A"] = "1"\nyield\nos.environ.pop("A")').map((w) => w.restores)).toEqual([false, true]);
  });

  it('restore inside patch.dict, as a with block and as a decorator', () => {
    expect(writes('with mock.patch.dict(os.environ, {}):\n    os.environ["A"] = "1"')).toMatchObject([
      { restores: true },
    ]);
    const decorated = read(
      'import os\nfrom unittest.mock import patch\n@patch.dict("os.environ")\ndef test_a():\n    os.environ["A"] = "1"\n',
    );
    expect(decorated.environment).toMatchObject([{ restores: true }]);
  });

  it('restore what setUp saved on self', () => {
    const file = read(
      'import os\nclass TestA:\n    def setUp(self):\n        self.old = os.environ.get("A")\n        os.environ["A"] = "1"\n    def tearDown(self):\n        os.environ["A"] = self.old\n',
    );
    expect(file.environment.map((w) => w.restores)).toEqual([false, true]);
  });

  it('restore as a registered clean-up', () => {
    const file = read(
      'import os\nclass TestA:\n    def test_a(self):\n        os.environ["A"] = "1"\n        self.addCleanup(os.environ.pop, "A", None)\n',
    );
    expect(file.environment.map(({ restores, name }) => [name, restores])).toEqual([
      ['A', false],
      ['A', true],
    ]);
  });
});
