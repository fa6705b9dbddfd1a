import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Interpreters } from '../../src/runners/python-interpreter.ts';
import { preparedPython } from '../support/runners.ts';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace.ts';

/** A program that starts the prepared Python, and can be recognised by its path. */
function wrapper(workspace: TempWorkspace, name: string, before = ''): string {
  const file = workspace.write(name, `#!/bin/sh\n${before}\nexec "${preparedPython()}" "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

const withoutPytest = 'echo "no such module" >&2; exit 1';
const noEnvironment = { PATH: process.env.PATH, VIRTUAL_ENV: undefined, TESTING_PATTERNS_PYTHON: undefined };

it('takes the interpreter that is named, as a path with spaces or as a command with arguments', async () => {
  const workspace = tempWorkspace();
  const file = wrapper(workspace, 'my tools/python');

  const asPath = await new Interpreters({ python: file, env: noEnvironment }).find(workspace.root);
  const asCommand = await new Interpreters({ python: `env A=1 ${preparedPython()}`, env: noEnvironment }).find(
    workspace.root,
  );
  const byVariable = await new Interpreters({ env: { ...noEnvironment, TESTING_PATTERNS_PYTHON: file } }).find(
    workspace.root,
  );

  expect(asPath).toMatchObject({ command: [file], version: expect.stringMatching(/^[789]\./) });
  expect(asCommand.command).toEqual(['env', 'A=1', preparedPython()]);
  expect(byVariable.command).toEqual([file]);
});

it('prefers the active environment, then .venv beside the project, then one above it in the repository', async () => {
  const workspace = tempWorkspace({ '.git/HEAD': '', 'app/api/pytest.ini': '' });
  const folder = path.join(workspace.root, 'app/api');
  const find = async (env = {}) =>
    (await new Interpreters({ env: { ...noEnvironment, ...env } }).find(folder)).command[0];

  const above = wrapper(workspace, 'venv/bin/python');
  const first = await find();
  const beside = wrapper(workspace, 'app/api/.venv/bin/python');
  const second = await find();
  const active = wrapper(workspace, 'active/bin/python');
  const third = await find({ VIRTUAL_ENV: path.join(workspace.root, 'active') });

  expect([first, second, third]).toEqual([above, beside, active]);
});

it('takes no environment from beyond the repository', async () => {
  const workspace = tempWorkspace({ 'repository/.git/HEAD': '' });
  wrapper(workspace, '.venv/bin/python');
  const mine = wrapper(workspace, 'bin/python3');
  const env = { ...noEnvironment, PATH: `${path.dirname(mine)}${path.delimiter}${process.env.PATH}` };

  const { command } = await new Interpreters({ env }).find(path.join(workspace.root, 'repository'));

  expect(command).toEqual(['python3']);
});

it.each([
  ['uv', 'shift 3'],
  ['poetry', 'shift 2'],
])('asks %s for its interpreter where its lock file is', async (manager, runPython) => {
  const workspace = tempWorkspace({ [`${manager}.lock`]: '' });
  const program = wrapper(workspace, `bin/${manager}`, runPython);
  const env = { ...noEnvironment, PATH: `${path.dirname(program)}${path.delimiter}${process.env.PATH}` };

  const { command } = await new Interpreters({ env }).find(workspace.root);

  expect(command).toEqual([preparedPython()]);
});

it('passes over an environment without pytest, and sees one that is made later', async () => {
  const workspace = tempWorkspace();
  const interpreters = new Interpreters({ env: { ...noEnvironment, PATH: path.dirname(preparedPython()) } });
  wrapper(workspace, 'venv/bin/python', withoutPytest);

  const before = await interpreters.find(workspace.root);
  const made = wrapper(workspace, '.venv/bin/python');
  const after = await interpreters.find(workspace.root);

  expect(before.command).toEqual(['python3']);
  expect(after.command).toEqual([made]);
});

it('says what was tried and what to install when there is none', async () => {
  const workspace = tempWorkspace();
  const bare = wrapper(workspace, '.venv/bin/python', withoutPytest);
  const old = wrapper(
    workspace,
    'venv/bin/python',
    `printf '{"executable":"x","python":[3,7],"environment":"","pytest":"7.1"}'; exit`,
  );

  const found = new Interpreters({ env: { ...noEnvironment, PATH: workspace.root } }).find(workspace.root);

  await expect(found).rejects.toThrow(
    [
      `No Python with pytest for ${workspace.root}. Tried:`,
      `- ${bare}: cannot be started: no such module`,
      `- ${old}: Python 3.7 is too old`,
      '- python3: not found',
      '- python: not found',
      'Allowed: pytest 7 or newer on Python 3.8 or newer.',
    ].join('\n'),
  );
});
