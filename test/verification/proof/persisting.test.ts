import { expect, it } from 'vitest';
import { openState } from '../../../src/state/index.ts';
import { persistingFailures, recordPersistingFailure } from '../../../src/verification/proof/index.ts';
import { tempWorkspace } from '../../support/temp-workspace.ts';

const state = () => openState({ env: { TESTING_PATTERNS_HOME: tempWorkspace().root }, roots: ['/project'] });

it('knows no failures at first', async () => {
  expect(await persistingFailures(state())).toEqual([]);
});

it('keeps the first fix and the last failure of each test, for the next process too', async () => {
  const home = tempWorkspace().root;
  const open = () => openState({ env: { TESTING_PATTERNS_HOME: home }, roots: ['/project'] });
  const day = (number: number) => `2026-11-0${number}T00:00:00.000Z`;
  await recordPersistingFailure(open(), { test: 'b.py::test_b', fixedAt: day(3), stillFailingAt: day(4) });
  await recordPersistingFailure(open(), { test: 'a.py::test_a', fixedAt: day(2), stillFailingAt: day(5) });
  await recordPersistingFailure(open(), { test: 'a.py::test_a', fixedAt: day(1), stillFailingAt: day(4) });
  expect(await persistingFailures(open())).toEqual([
    { test: 'a.py::test_a', fixedAt: day(1), stillFailingAt: day(5) },
    { test: 'b.py::test_b', fixedAt: day(3), stillFailingAt: day(4) },
  ]);
});

it('loses none that are recorded at once', async () => {
  const shared = state();
  const names = Array.from({ length: 8 }, (_, number) => `t.py::test_${number}`);
  const at = '2026-11-01T00:00:00.000Z';
  await Promise.all(names.map((test) => recordPersistingFailure(shared, { test, fixedAt: at, stillFailingAt: at })));
  expect((await persistingFailures(shared)).map(({ test }) => test)).toEqual(names);
});
