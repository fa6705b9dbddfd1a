import path from 'node:path';
import { expect, it } from 'vitest';
import { Analyzer, rules } from '../../../src/analysis/index.ts';
import { openState } from '../../../src/state/index.ts';
import { PolluterFinder } from '../../../src/verification/polluter/index.ts';
import { tempWorkspace } from '../../support/temp-workspace.ts';

it('a search whose time was used up by naming the tests is gone on with: else it would name them for ever', async () => {
  const { open } = tempWorkspace({
    'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
    'a.test.js': "import { test } from 'node:test';\n\ntest('one', () => {});\ntest('other', () => {});\n",
  });
  const home = path.join(tempWorkspace().root, 'state');
  const workspace = await open();
  const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
  const finder = new PolluterFinder({ workspace, analyzer: new Analyzer(workspace, rules), state });
  const request = { victim: 'a.test.js::other' };
  expect(await finder.find({ ...request, timeoutMs: 1 })).toMatchObject({ status: 'running', runs: 0 });
  expect(await finder.canGoOn(request)).toBe(true);
});
