import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Gate } from '../../src/escalation/index.ts';
import { readerOf } from '../../src/server/gate-reader.ts';
import { openState } from '../../src/state/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const remote = 'DATABASE_URL=postgres://app:p@db.acme.io/app\n';
const test = 'tests/test_a.py';

/** What holds a run of a test beside these files. */
async function holdsRun(files: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>>) {
  const workspace = tempWorkspace({ [test]: 'def test_a():\n    assert add(1, 1) == 2\n', ...files });
  for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(workspace.root, name));
  const opened = await workspace.open();
  const gate = new Gate({
    triggers: { triggers: [], problems: [] },
    policies: async () => ({ files: [], documents: { triggers: [], problems: [] } }),
    state: openState({ env: { TESTING_PATTERNS_HOME: tempWorkspace().root }, roots: opened.roots }),
    workspaceReader: readerOf(opened),
    env: {},
  });
  const { triggers, required_rank } = await gate.evaluate({ kind: 'run_tests', paths: [test] });
  return [required_rank, ...triggers.map(({ trigger, where }) => `${trigger} ${where}`)];
}

const notUtf8 = (text: string) => Buffer.concat([Buffer.from('# caf'), Buffer.of(0xe9, 0x0a), Buffer.from(text)]);
const large = `#${'x'.repeat(3 * 1024 * 1024)}\n`;

it('reads what the tests would read: also what is no UTF-8, and behind a link that leads out', async () => {
  const elsewhere = tempWorkspace({ env: remote });
  expect(await holdsRun({ '.env': notUtf8(remote) }, {})).toEqual([2, 'production-database .env:2']);
  expect(await holdsRun({}, { '.env': path.join(elsewhere.root, 'env') })).toEqual([2, 'production-database .env:1']);
  const connecting = 'import psycopg2\n\npsycopg2.connect("postgres://app:p@db.acme.io/app")\n';
  expect(await holdsRun({ [test]: notUtf8(connecting) }, {})).toEqual([2, `production-database ${test}:4`]);
});

it('passes over nothing that is too large: a person has to look, in a terminal', async () => {
  expect(await holdsRun({ '.env': large + remote }, {})).toEqual([2, 'oversized-input .env']);
  expect(await holdsRun({ [test]: large }, {})).toEqual([2, `oversized-input ${test}`]);
});

it('waits for no pipe, and takes folders and links to nothing for absent', async () => {
  const pipe = path.join(tempWorkspace().root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await holdsRun({ '.env/a': '' }, { 'conftest.py': 'gone', 'compose.yaml': pipe })).toEqual([0]);
});
