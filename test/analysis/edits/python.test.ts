import { describe, expect, it } from 'vitest';
import { addParameter, importFrom, importModule, insertFirstStatement } from '../../../src/analysis/edits/python.ts';
import type { TestFile } from '../../../src/analysis/facts.ts';
import { loadPython } from '../../../src/analysis/python/index.ts';
import type { Edit } from '../../../src/analysis/rule.ts';
import { Source } from '../../../src/analysis/source.ts';

const python = await loadPython();

/** The text after the edits that `make` finds for it. */
function edited(text: string, make: (file: TestFile, source: Source) => readonly Edit[] | undefined): string {
  const edits = make(python.read('test_x.py', text, 'pytest'), new Source(text)) ?? [];
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

const importing = (module: string) => (file: TestFile, source: Source) => importModule(file, source, module).edits;

describe('importing a module', () => {
  it('stands behind the import it follows in the alphabet', () => {
    const text = 'import os\n\nimport pytest\nfrom app import x\n';
    expect(edited(text, importing('pytest_asyncio'))).toBe(
      'import os\n\nimport pytest\nimport pytest_asyncio\nfrom app import x\n',
    );
  });

  it('leaves a file alone that has it, and gives the name it goes by', () => {
    const text = 'import pytest_asyncio as pa\n';
    expect(importModule(python.read('test_x.py', text, 'pytest'), new Source(text), 'pytest_asyncio')).toEqual({
      local: 'pa',
      edits: [],
    });
  });

  it('goes first when all other imports are from-imports, but behind __future__ and the docstring', () => {
    const text = '"""Doc."""\nfrom __future__ import annotations\n\nfrom app import x\n';
    expect(edited(text, importing('pytest'))).toBe(
      '"""Doc."""\nfrom __future__ import annotations\n\nimport pytest\nfrom app import x\n',
    );
  });

  it('starts a file without imports', () => {
    expect(edited('def test_a():\n    assert f()\n', importing('random'))).toBe(
      'import random\n\n\ndef test_a():\n    assert f()\n',
    );
  });

  it('stands apart from __future__ when there is nothing else', () => {
    expect(edited('from __future__ import annotations\n\n\ndef test_a():\n    f()\n', importing('random'))).toBe(
      'from __future__ import annotations\n\nimport random\n\n\ndef test_a():\n    f()\n',
    );
  });

  it('keeps CRLF line ends', () => {
    expect(edited('import pytest\r\n\r\nx = 1\r\n', importing('pytest_asyncio'))).toBe(
      'import pytest\r\nimport pytest_asyncio\r\n\r\nx = 1\r\n',
    );
  });

  it('does not take an import inside try for a place to insert', () => {
    const text = 'import os\n\ntry:\n    import numpy\nexcept ImportError:\n    numpy = None\n';
    expect(edited(text, importing('random'))).toBe(
      'import os\nimport random\n\ntry:\n    import numpy\nexcept ImportError:\n    numpy = None\n',
    );
  });
});

describe('the group that an import goes into', () => {
  const groups = 'import json\nfrom time import sleep\n\nimport pytest\n\nimport dask\nfrom dask import delayed\n';

  it('is the first for the standard library', () => {
    expect(edited(groups, importing('time'))).toBe(groups.replace('import json\n', 'import json\nimport time\n'));
  });

  it('is the next for everything else', () => {
    const freeze = (file: TestFile, source: Source) => importFrom(file, source, 'freezegun', 'freeze_time').edits;
    expect(edited(groups, freeze)).toBe(
      groups.replace('import pytest\n', 'import pytest\nfrom freezegun import freeze_time\n'),
    );
  });

  it('is a new one where there is none of its kind', () => {
    expect(edited('import pytest\n\nx = 1\n', importing('time'))).toBe('import time\n\nimport pytest\n\nx = 1\n');
    expect(edited('import os\n\nx = 1\n', importing('pytest'))).toBe('import os\n\nimport pytest\n\nx = 1\n');
  });
});

describe('importing a name', () => {
  it('joins the import of the same module', () => {
    const text = 'from unittest.mock import Mock\n\nMock()\n';
    expect(edited(text, (file, source) => importFrom(file, source, 'unittest.mock', 'patch').edits)).toBe(
      'from unittest.mock import Mock, patch\n\nMock()\n',
    );
  });

  it('writes a line of its own otherwise', () => {
    const text = 'import os\n\nos.getcwd()\n';
    expect(edited(text, (file, source) => importFrom(file, source, 'unittest.mock', 'patch').edits)).toBe(
      'import os\nfrom unittest.mock import patch\n\nos.getcwd()\n',
    );
  });
});

describe('asking for a fixture', () => {
  const asking = (name: string) => (file: TestFile, source: Source) => {
    const fn = file.functions.find((candidate) => candidate.role === 'test');
    return fn && addParameter(source, fn, name);
  };

  it.each([
    ['def test_a():\n    assert f()\n', 'def test_a(monkeypatch):\n    assert f()\n'],
    ['def test_a(tmp_path):\n    assert f()\n', 'def test_a(tmp_path, monkeypatch):\n    assert f()\n'],
    ['def test_a(tmp_path: Path):\n    assert f()\n', 'def test_a(tmp_path: Path, monkeypatch):\n    assert f()\n'],
    [
      'def test_a(\n    a,\n    b,\n):\n    assert f()\n',
      'def test_a(\n    a,\n    b,\n    monkeypatch,\n):\n    assert f()\n',
    ],
    ['def test_a(a, b=1):\n    assert f()\n', 'def test_a(a, monkeypatch, b=1):\n    assert f()\n'],
    ['def test_a(a, *args, **kw):\n    assert f()\n', 'def test_a(a, monkeypatch, *args, **kw):\n    assert f()\n'],
    [
      'class TestA:\n    def test_a(self):\n        assert f()\n',
      'class TestA:\n    def test_a(self, monkeypatch):\n        assert f()\n',
    ],
    ['def test_a(monkeypatch):\n    assert f()\n', 'def test_a(monkeypatch):\n    assert f()\n'],
  ])('turns %j into %j', (before, after) => {
    expect(edited(before, asking('monkeypatch'))).toBe(after);
  });
});

describe('inserting a first statement', () => {
  const inserting = (file: TestFile, source: Source) => {
    const fn = file.functions.find((candidate) => candidate.role === 'test');
    const edit = fn && insertFirstStatement(source, fn, 'random.seed(0)');
    return edit && [edit];
  };

  it.each([
    ['def test_a():\n    assert f()\n', 'def test_a():\n    random.seed(0)\n    assert f()\n'],
    [
      'def test_a():\n    """Doc."""\n    assert f()\n',
      'def test_a():\n    """Doc."""\n    random.seed(0)\n    assert f()\n',
    ],
    [
      'def test_a():\n\t"""Two\n\tlines.\n\t"""\n\tassert f()\n',
      'def test_a():\n\t"""Two\n\tlines.\n\t"""\n\trandom.seed(0)\n\tassert f()\n',
    ],
    ['def test_a():\n    """Only this."""', 'def test_a():\n    """Only this."""\n    random.seed(0)\n'],
    ['def test_a():\r\n    assert f()\r\n', 'def test_a():\r\n    random.seed(0)\r\n    assert f()\r\n'],
    ['def test_a():\n    # why\n    assert f()\n', 'def test_a():\n    # why\n    random.seed(0)\n    assert f()\n'],
    ['def test_a(): assert f()\n', 'def test_a(): assert f()\n'],
  ])('turns %j into %j', (before, after) => {
    expect(edited(before, inserting)).toBe(after);
  });
});
