import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A project of its own and a home of its own, in a temporary folder. */
export interface Sandbox {
  readonly home: string;
  readonly project: string;
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  remove(): Promise<void>;
}

const PROJECT = {
  'package.json': '{ "name": "shop", "private": true, "devDependencies": { "vitest": "^3.2.0" } }\n',
  'pytest.ini': '[pytest]\n',
  'cart.test.ts': `import { expect, it } from 'vitest';

const total = async (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);

it.only('adds prices', async () => {
  expect(total([1, 2])).resolves.toBe(3);
});
`,
  'tests/test_prices.py': `import time


def test_discount_is_applied():
    price = 100 * 0.9
    time.sleep(0.5)
    assert price == 90
`,
};

export async function createSandbox(files: Readonly<Record<string, string>> = PROJECT): Promise<Sandbox> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'testing-patterns-')));
  const project = path.join(folder, 'shop');
  const home = path.join(folder, 'home');
  await mkdir(home);
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(project, name)), { recursive: true });
    // At once: a server that looks for changes never finds half of it.
    const beside = path.join(folder, 'written');
    await writeFile(beside, text);
    await rename(beside, path.join(project, name));
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    home,
    project,
    write,
    read: (name) => readFile(path.join(project, name), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
