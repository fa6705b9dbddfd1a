import fs from 'node:fs';
import path from 'node:path';

/** Every so many-th test leaves something that does not matter to the victim: 15 of 100, between a few variables. */
const leaves = (place) => place % 20 < 3;
const variables = 4;

/**
 * Writes a suite of so many tests into a folder. The last test is the victim: it wants a price without discount, and the culprits
 * give discounts, each a part of it.
 *
 * @param {'pytest' | 'vitest'} runner
 * @param {readonly number[]} culprits places of tests; all of them are needed
 * @param {{ testsAFile?: number, isolate?: boolean }} shape `isolate`: of vitest
 * @returns ids of all tests, in the order of declaration
 */
export function writeSuite(folder, runner, size, culprits, { testsAFile = 25, isolate = false } = {}) {
  const { extension, store, file, test, extra } = languages[runner];
  const write = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(extra({ isolate }))) write(name, text);
  write(...store(culprits.length));
  const ids = [];
  for (let first = 0; first < size; first += testsAFile) {
    const name = `tests/test_${String(first / testsAFile).padStart(3, '0')}${extension}`;
    const places = Array.from({ length: Math.min(testsAFile, size - first) }, (_, index) => first + index);
    const line = (place) => {
      if (place === size - 1) return { minds: true };
      if (culprits.includes(place)) return { sets: `part_${culprits.indexOf(place)}`, to: 5 };
      return leaves(place) ? { sets: `seen_${place % variables}`, to: place } : {};
    };
    write(name, file(places.map((place) => test(`test_${place}`, line(place)))));
    ids.push(...places.map((place) => `${name}::test_${place}`));
  }
  return ids;
}

const parts = (count) => Array.from({ length: count }, (_, index) => `part_${index}`);
const seen = Array.from({ length: variables }, (_, index) => `seen_${index}`);

const languages = {
  pytest: {
    extension: '.py',
    extra: () => ({ 'pytest.ini': '[pytest]\npythonpath = .\n' }),
    store: (count) => [
      'shop.py',
      `${[...parts(count), ...seen].map((name) => `${name} = 0\n`).join('')}

def price(amount):
    parts = [${parts(count).join(', ')}]
    return amount - sum(parts) if all(parts) else amount
`,
    ],
    file: (tests) => `import shop\n${tests.join('')}`,
    test: (name, { minds, sets, to }) =>
      `\n\ndef ${name}():\n${sets ? `    shop.${sets} = ${to}\n` : ''}    assert ${minds ? 'shop.price(100) == 100' : '1 + 1 == 2'}\n`,
  },
  vitest: {
    extension: '.test.js',
    extra: ({ isolate }) => ({
      'package.json': '{ "name": "shop", "private": true, "type": "module", "devDependencies": { "vitest": "4" } }\n',
      'vitest.config.js': `export default { test: { isolate: ${isolate} } };\n`,
    }),
    store: (count) => [
      'src/shop.js',
      `${[...parts(count), ...seen].map((name) => `let ${name} = 0;\nexport const set_${name} = (to) => { ${name} = to; };\n`).join('')}
export const price = (amount) => {
  const parts = [${parts(count).join(', ')}];
  return parts.every((part) => part > 0) ? amount - parts.length : amount;
};
`,
    ],
    file: (tests) => `import { expect, it } from 'vitest';\nimport * as shop from '../src/shop.js';\n${tests.join('')}`,
    test: (name, { minds, sets, to }) =>
      `\nit('${name}', () => {\n${sets ? `  shop.set_${sets}(${to});\n` : ''}  expect(${minds ? 'shop.price(100)).toBe(100' : '1 + 1).toBe(2'});\n});\n`,
  },
};
