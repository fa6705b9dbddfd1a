/** A vitest suite: four files leave something behind, `price` minds what `german` leaves, `sum` clears up after itself. */
export const leakyShop = {
  'package.json': '{ "name": "shop", "private": true, "type": "module", "devDependencies": { "vitest": "4" } }\n',
  'src/locale.js': `let current = 'en';
export const setLocale = (locale) => { current = locale; };
export const price = (amount) => (current === 'de' ? \`\${amount.toFixed(2).replace('.', ',')} €\` : \`€\${amount.toFixed(2)}\`);
`,
  'src/mailer.js': `export const mailer = { send: (to) => \`sent to \${to}\` };
`,
  'test/cache.test.js': `import { expect, it } from 'vitest';
it('remembers the last basket', () => {
  globalThis.lastBasket = ['apple'];
  expect(globalThis.lastBasket).toHaveLength(1);
});
`,
  'test/german.test.js': `import { expect, it } from 'vitest';
import { price, setLocale } from '../src/locale.js';
let tried = 0;
it('shows German prices', () => {
  tried += 1;
  setLocale('de');
  expect(price(1.5)).toBe('1,50 €');
  expect(tried).toBe(1);
});
`,
  'test/mail.test.js': `import { expect, it, vi } from 'vitest';
import { mailer } from '../src/mailer.js';
it('mails the receipt', () => {
  mailer.send = vi.fn(() => 'mocked');
  expect(mailer.send('ada')).toBe('mocked');
});
`,
  'test/price.test.js': `import { expect, it } from 'vitest';
import { price } from '../src/locale.js';
it('shows a price', () => {
  expect(price(2)).toBe('€2.00');
});
`,
  'test/sum.test.js': `import { afterEach, expect, it } from 'vitest';
afterEach(() => { delete globalThis.draft; });
it('adds', () => {
  globalThis.draft = 1;
  expect(globalThis.draft + 2).toBe(3);
});
`,
  'test/zone.test.js': `import { expect, it } from 'vitest';
it('ships to its zone', () => {
  process.env.SHOP_ZONE = 'eu';
  expect(process.env.SHOP_ZONE).toBe('eu');
});
`,
};
