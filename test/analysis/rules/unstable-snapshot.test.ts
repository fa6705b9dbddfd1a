import { describe, expect, it } from 'vitest';
import { unstableSnapshot } from '../../../src/analysis/rules/unstable-snapshot.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unstableSnapshot);

describe('unstable-snapshot', () => {
  const found = async (body: string, head = '') => {
    const code = `import { expect, it } from 'vitest';\n${head}\nit('builds', () => {\n${body}\n});\n`;
    const { reports } = await check(unstableSnapshot, { framework: 'vitest', code });
    return reports.map(({ message, severity }) => `${severity ?? unstableSnapshot.severity}: ${message.split(',')[0]}`);
  };

  it('reports a filled-in inline snapshot also where a serialiser is in use', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    const body = '  expect(root()).toMatchInlineSnapshot(`${here}/a`);';
    expect(await found(body, 'expect.addSnapshotSerializer(plain);\n')).toHaveLength(1);
  });

  it.each([
    ['the time of the run', 'expect([Date.now()]).toMatchSnapshot();'],
    ['the time of the run', 'const at = new Date().toISOString();\nexpect({ at }).toMatchSnapshot();'],
    ['a path of this machine', 'expect({ file: path.join(__dirname, "a.txt") }).toMatchSnapshot();'],
    ['a path of this machine', 'expect(`\u0024{process.cwd()}/a.txt`).toMatchSnapshot();'],
    ['the number of the process', 'expect({ pid: process.pid }).toMatchSnapshot();'],
    ['a random value', 'expect("n" + Math.floor(Math.random() * 10)).toMatchSnapshot();'],
  ])('sees %s', async (what, body) => {
    expect(await found(body)).toEqual([`warning: The snapshot holds ${what}`]);
  });

  it('takes an unrounded float for worth a look', async () => {
    expect(await found('expect(Math.sin(1)).toMatchSnapshot();')).toEqual([
      'info: The snapshot holds an unrounded float',
    ]);
    expect(await found('expect(Math.sin(1).toFixed(3)).toMatchSnapshot();')).toEqual([]);
  });

  it('warns once of inline snapshots that are filled in', async () => {
    const filled = 'expect(run()).toMatchInlineSnapshot(`"\u0024{root}/a"`);';
    expect(await found(`${filled}\n${filled}`)).toEqual([
      'warning: The inline snapshot is filled in with a value (2 in this file): the next update writes what it is on that machine in its place. Replace the changing part in what is checked',
    ]);
    expect(await found('expect(run()).toMatchInlineSnapshot(`"/a"`);')).toEqual([]);
  });

  it('does not follow values into functions', async () => {
    expect(await found('expect(render({ now: Date.now() })).toMatchSnapshot();')).toEqual([]);
    expect(await found('expect(typeof Date.now()).toMatchSnapshot();')).toEqual([]);
  });

  it('knows ids by their package, and when that is mocked', async () => {
    const body = 'expect({ id: nanoid() }).toMatchSnapshot();';
    const load = "import { nanoid } from 'nanoid';\n";
    expect(await found(body, load)).toEqual(['warning: The snapshot holds a new id']);
    expect(await found(body, "import { nanoid } from './ids';\n")).toEqual([]);
    expect(
      await found(body, `${load}import { vi } from 'vitest';\nvi.mock('nanoid', () => ({ nanoid: () => 'a' }));\n`),
    ).toEqual([]);
  });
});
