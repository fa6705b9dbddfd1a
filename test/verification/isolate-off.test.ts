import { describe, expect, it } from 'vitest';
import { leakyShop } from '../support/leaky-shop.ts';
import { bench, testOf } from './bench.ts';

describe('a suite without isolation', () => {
  it('shows who leaks what beyond its file, and which tests mind', async () => {
    const verifier = await bench(leakyShop).verifier();
    const report = await verifier.verify({
      tests: ['test'],
      runs: 2,
      strategies: ['repeat', 'isolate-off'],
      seed: 5,
      timeoutMs: Infinity,
    });
    expect(report.by_strategy).toMatchObject([
      { strategy: 'repeat', runs: 2, failures: 0 },
      { strategy: 'isolate-off', runs: 2 },
    ]);
    const failing = report.tests.filter(({ failures }) => failures > 0).map(({ id }) => id);
    expect(failing).toEqual(['test/price.test.js::shows a price']);
    expect(testOf(report, 'shows a price')).toMatchObject({
      failed_only_in: ['isolate-off'],
      first_failure: { run: 2, surroundings: 'isolate: false', message: expect.stringContaining('2,00 €') },
    });
    expect(report.leaks).toEqual([
      {
        test: 'test/cache.test.js::remembers the last basket',
        state: [{ kind: 'global', name: 'lastBasket', before: '(not set)', after: '["apple"]' }],
      },
      {
        test: 'test/german.test.js::shows German prices',
        state: [{ kind: 'module-variable', name: 'src/locale.js:current', before: '"en"', after: '"de"' }],
      },
      {
        test: 'test/mail.test.js::mails the receipt',
        state: [{ kind: 'spy', name: 'src/mailer.js:mailer.send', before: 'function send', after: 'mock function' }],
      },
      {
        test: 'test/zone.test.js::ships to its zone',
        state: [{ kind: 'environment', name: 'SHOP_ZONE', before: '(not set)', after: '"eu"' }],
      },
    ]);
    expect(report.limitations).toContain(
      'Run 2 looked at what tests leave behind, which changes its timing. Closures, #private fields and variables of installed packages are not seen.',
    );

    const audit = await verifier.audit(report.campaign_id);
    expect(audit).toMatchObject({ verdict: 'failing', tests: 6, files: 6, runs: { isolated: 2, shared: 2 } });
    expect(audit.time).toMatchObject({ runs: { isolated: 2, shared: 1 } });

    const markdown = await verifier.reportText(report.campaign_id);
    expect(markdown).toContain(
      '- `test/german.test.js::shows German prices`\n  - module-variable `src/locale.js:current`: `"en"` -> `"de"`\n',
    );
  }, 240_000);

  it('names nothing that vitest or set-up files make anew before each file', async () => {
    const verifier = await bench({
      ...leakyShop,
      'vitest.config.js': `export default { test: { setupFiles: ['./test/setup.js'] } };\n`,
      'test/setup.js': `import { setLocale } from '../src/locale.js';
globalThis.lastBasket = [];
globalThis.started = process.hrtime.bigint();
setLocale('en-GB');
`,
      'test/spies.test.js': `import { expect, it, vi } from 'vitest';
it('spies', () => { vi.spyOn(Math, 'max').mockReturnValue(7); expect(Math.max(1, 2)).toBe(7); });
`,
    }).verifier();
    const report = await verifier.verify({
      tests: ['test'],
      runs: 1,
      strategies: ['isolate-off'],
      timeoutMs: Infinity,
    });
    expect(report.leaks?.map(({ test }) => test)).toEqual([
      'test/mail.test.js::mails the receipt',
      'test/zone.test.js::ships to its zone',
    ]);
  }, 240_000);
});
