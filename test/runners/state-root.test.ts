import path from 'node:path';
import { expect, it } from 'vitest';
import { nodeProject } from './support/node-project.ts';
import { pythonProject } from './support/pytest.ts';
import { left } from './support/state.ts';

it('the project is what lies below the root, not where pytest is started', async () => {
  const { workspace, project, run } = pythonProject({
    'shop.py': 'prices = {}\n',
    'checks/pytest.ini': '[pytest]\npythonpath = ..\n',
    'checks/test_a.py': 'import shop\n\ndef test_sells():\n    shop.prices["mug"] = 5\n',
    'checks/test_b.py':
      'from pathlib import Path\n\ndef test_writes():\n    Path(__file__).parent.with_name("log.txt").write_text("x")\n',
  });
  const folder = path.join(workspace.root, 'checks');
  const watched = await run(['test_a.py::test_sells', 'test_b.py::test_writes'], {
    project: { ...project, folder },
    state: { watch: true, root: workspace.root },
  });
  expect(left(watched)).toEqual([
    "test_a.py::test_sells: module-variable shop:prices {} -> {'mug': 5}",
    "test_b.py::test_writes: file ../log.txt (not set) -> 'x'",
  ]);
  expect(watched.state?.changes[0]?.changes[0]?.file).toBe('../shop.py');
});

it('nor where node:test is started', async () => {
  const { folder: root, run } = nodeProject(process.execPath, {
    'src/shop.mjs': 'const prices = {};\nexport const sell = () => { prices.mug = 5; };\n',
    'checks/a.test.mjs':
      "import { test } from 'node:test';\nimport { sell } from '../src/shop.mjs';\ntest('sells', () => sell());\n",
  });
  const watched = await run(['a.test.mjs::sells'], {
    project: { runner: 'node:test', folder: path.join(root, 'checks') },
    state: { watch: true, root },
  });
  expect(left(watched)).toEqual(['a.test.mjs::sells: module-variable ../src/shop.mjs:prices {} -> {mug: 5}']);
});
