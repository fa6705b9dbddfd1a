import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { unseededRandom } from '../../../src/analysis/rules/unseeded-random.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unseededRandom);

describe('unseeded-random: what is known of the surroundings', () => {
  const code = `import random

def test_sorts():
    items = random.sample(range(100), 10)
    assert my_sort(items) == sorted(items)
`;
  const severities = async (example: Example) =>
    (await check(unseededRandom, example)).reports.map((report) => report.severity);

  it('is silent when a fixture of conftest.py seeds before every test', async () => {
    const conftest = `import random

import pytest


@pytest.fixture(autouse=True)
def _seed():
    random.seed(1)
`;
    const seeded = conftest.replace('(autouse=True)', '');
    expect(await severities({ framework: 'pytest', code, files: { 'conftest.py': conftest } })).toEqual([]);
    expect(await severities({ framework: 'pytest', code, files: { 'conftest.py': seeded } })).toEqual(['warning']);
  });

  it('only mentions filler that no assertion weighs', async () => {
    const filler = `import numpy as np

def test_shape():
    grid = np.random.rand(5, 5)
    assert len(surface(grid)) == 5
`;
    expect(await severities({ framework: 'pytest', code: filler })).toEqual(['info']);
  });

  it('is silent on conditions that always hold', async () => {
    const always = `import { expect, it } from 'vitest';
it('skips', () => {
  expect(run(Math.random() >= 0 ? 1 : 2)).toBe(1);
});
`;
    expect(await severities({ framework: 'vitest', code: always })).toEqual([]);
  });

  it('only mentions what no assertion is reached by', async () => {
    const code = `import random

def test_counts(db):
    n = 20
    for i in range(n):
        db.add(i, [random.uniform(0, 10) for _ in range(8)])
    assert db.count() == n
`;
    expect(await severities({ framework: 'pytest', code })).toEqual(['info']);
    const reaching = code.replace(
      'assert db.count() == n',
      'value = random.randint(0, 9)\n    assert db.find(value) == value',
    );
    expect(await severities({ framework: 'pytest', code: reaching })).toContain('warning');
  });

  it('is silent on what a function of the test gives back, whose caller decides what counts', async () => {
    const code = `import random

def test_caches(cached):
    @cached
    def draw():
        return random.randint(0, 1000)

    assert draw() == draw()
`;
    expect(await severities({ framework: 'pytest', code })).toEqual([]);
  });
});

describe('unseeded-random: values that only pass through TypeScript tests', () => {
  const found = async (body: string) => {
    const head = "import { faker } from '@faker-js/faker';\nimport { expect, it } from 'vitest';\n";
    const code = `${head}\nit('works', () => {\n${body}\n});\n`;
    const { reports } = await check(unseededRandom, { framework: 'vitest', code });
    return reports.map(({ severity, fix }) => `${severity ?? unseededRandom.severity}: ${fix?.title}`);
  };

  it('offers a fixed value where one is drawn once', async () => {
    expect(await found('  const n = Math.round(Math.random() * 10);\n  expect(pad(n)).toBe(n);')).toEqual([
      'warning: Use a fixed value',
    ]);
    expect(await found('  const list = [1, 2].map(() => Math.random() * 10);\n  expect(sum(list)).toBe(3);')).toEqual([
      'warning: undefined',
    ]);
  });

  it('reports made-up text only when an assertion calculates with it', async () => {
    const name = '  const name = faker.person.firstName();\n';
    expect(await found(`${name}  expect(greet(name)).toHaveLength(name.length + 7);`)).toEqual([
      'info: Seed faker at the start of the test',
    ]);
    expect(await found(`${name}  expect(greet(name)).toContain(name);`)).toEqual([]);
  });

  it.each([
    ['lockId', []],
    ['amount', ['warning: Use a fixed value']],
  ])('leaves a number alone that is made to be the only one: %s', async (name, expected) => {
    const body = `  const ${name} = Math.floor(Math.random() * 1000);\n  expect(lock(${name})).toBe(${name});`;
    expect(await found(body)).toEqual(expected);
  });
});
