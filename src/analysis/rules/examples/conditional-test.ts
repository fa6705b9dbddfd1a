import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

it('has a name', () => {
  expect(name()).toBe('shop');
});

if (existsSync('dist/index.js')) {
  it('exports the cart', async () => {
    expect(await load('dist/index.js')).toHaveProperty('cart');
  });
}
`,
      fixed: `import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

it('has a name', () => {
  expect(name()).toBe('shop');
});

it.runIf(existsSync('dist/index.js'))('exports the cart', async () => {
  expect(await load('dist/index.js')).toHaveProperty('cart');
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');
const fs = require('fs');

describe('rates', () => {
  const hasRates = fs.existsSync('rates.json');
  it('has a name', () => {
    assert.equal(name(), 'rates');
  });
  for (const file of fs.readdirSync('rates')) {
    it('reads ' + file, () => {
      assert.ok(read(file));
    });
  }
});
`,
    },
    {
      framework: 'jest',
      code: `const fs = require('fs');

const found = fs.existsSync('rates.json');

test('has a name', () => {
  expect(name()).toBe('rates');
});
if (found) {
  test('reads the rates', () => {
    expect(read('rates.json')).toEqual({});
  });
}
`,
      fixed: `const fs = require('fs');

const found = fs.existsSync('rates.json');

test('has a name', () => {
  expect(name()).toBe('rates');
});
(found ? test : test.skip)('reads the rates', () => {
  expect(read('rates.json')).toEqual({});
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rates } from './rates';

if (process.platform !== 'win32') {
  it('reads links', () => {
    expect(read('link')).toBe('x');
  });
}
for (const name of ['a', 'b']) {
  it(\`reads \${name}\`, () => {
    expect(read(name)).toBe(name);
  });
}
for (const rate of rates) {
  it(\`knows \${rate}\`, () => {
    expect(parse(rate)).toBe(rate);
  });
}
describe('every file', () => {
  for (const file of readdirSync('files')) {
    it(\`reads \${file}\`, () => {
      expect(read(file)).toBe(file);
    });
  }
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');
const fs = require('fs');

const files = fs.readdirSync('rates');

describe('rates', () => {
  it('are there', () => {
    assert.ok(files.length > 0);
  });
  files.forEach((file) => {
    it('reads ' + file, () => {
      assert.ok(read(file));
    });
  });
});
`,
    },
    {
      framework: 'jest',
      code: `const fs = require('fs');

test('has a name', () => {
  expect(name()).toBe('rates');
});
if (fs.existsSync('rates.json')) {
  test('reads the rates', () => {
    expect(read('rates.json')).toEqual({});
  });
} else {
  test.skip('reads the rates', () => {});
}
`,
    },
  ],
};
