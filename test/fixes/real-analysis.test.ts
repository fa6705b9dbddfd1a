import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { FixService } from '../../src/fixes/index.ts';
import { openState } from '../../src/state/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from '../workspace/temp-folder.ts';

async function fixing(files: Record<string, string>, roots = ['ws']) {
  const temp = new TempFolder();
  onTestFinished(() => temp.dispose());
  for (const root of roots) temp.folder(root);
  for (const [name, text] of Object.entries(files)) temp.write(name, text);
  const workspace = await Workspace.open({ roots: roots.map((root) => temp.at(root)), env: {}, cwd: temp.path });
  const state = openState({ env: { TESTING_PATTERNS_HOME: temp.at('home') }, roots: workspace.roots });
  const fixes = new FixService(workspace, new Analyzer(workspace, rules), state);
  return { fixes, text: (name: string) => readFileSync(temp.at(name), 'utf8') };
}

const testFile = (title: string, call: string) =>
  `\uFEFFimport { expect, it } from 'vitest';\r\n\r\n${call}('${title}', () => {\r\n\texpect(load()).resolves.toBe(1);\r\n\texpect(save()).resolves.toBe(2);\r\n});`;

it('awaits every assertion of a test that is made async once, and leaves all else as it is', async () => {
  const { fixes, text } = await fixing({ 'ws/a.test.ts': testFile('loads', 'it.only') });
  const plan = await fixes.suggest({ rules: ['unawaited-assertion', 'focused-test'] });
  expect(plan.unfixable).toEqual([]);
  expect(plan.files[0]?.fixes).toHaveLength(3);
  await fixes.apply(plan.plan_id);
  const wanted = testFile('loads', 'it').replace('() =>', 'async () =>').replaceAll('expect(', 'await expect(');
  expect(text('ws/a.test.ts')).toBe(wanted);
});

it('plans over several roots, and names each file as people see it', async () => {
  const files = { 'one/a.test.ts': testFile('a', 'it'), 'two/a.test.ts': testFile('b', 'it') };
  const { fixes, text } = await fixing(files, ['one', 'two']);
  const { plan_id, files: planned } = await fixes.suggest();
  expect(planned.map(({ path }) => path)).toEqual(['one/a.test.ts', 'two/a.test.ts']);
  expect(await fixes.apply(plan_id)).toMatchObject({ status: 'applied' });
  expect(text('two/a.test.ts')).toContain('await expect(save())');
});

it('mends a test that can never fail, also when what it asserts then is worth a remark', async () => {
  const lie = 'def test_total():\n    assert (0.1 + 0.2 == 0.3, "total")\n';
  const { fixes, text } = await fixing({ 'ws/test_total.py': lie });
  const plan = await fixes.suggest();
  expect(plan.unfixable).toEqual([]);
  await fixes.apply(plan.plan_id);
  expect(text('ws/test_total.py')).toBe('def test_total():\n    assert 0.1 + 0.2 == 0.3, "total"\n');
  expect((await fixes.suggest()).files).toEqual([]);
});

it('puts what several fixes add into one hook and one import', async () => {
  const code = `import { expect, it, vi } from 'vitest';

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(port()).toBe(8080);
});

it('waits', () => {
  vi.useFakeTimers();
  expect(waits()).toBe(true);
});

it('goes on', async () => {
  expect(await next()).toBe(1);
});
`;
  const { fixes, text } = await fixing({ 'ws/a.test.ts': code });
  const plan = await fixes.suggest({ rules: ['leaked-env', 'unrestored-timers'] });
  expect(plan.unfixable).toEqual([]);
  await fixes.apply(plan.plan_id);
  expect(text('ws/a.test.ts')).toBe(`import { expect, it, vi, afterEach } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

it('reads the port', () => {
  vi.stubEnv('PORT', '8080');
  expect(port()).toBe(8080);
});

it('waits', () => {
  vi.useFakeTimers();
  expect(waits()).toBe(true);
});

it('goes on', async () => {
  expect(await next()).toBe(1);
});
`);
});
