import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

const orderDependent = `
import { expect, it } from 'vitest';
let stock = 0;
it('fills the shelf', () => { stock = 3; expect(stock).toBe(3); });
it('sells one', () => { expect(--stock).toBe(2); });
it('knows arithmetic', () => { expect(1 + 1).toBe(2); });
`;

describe('verify', () => {
  it('names the test that hangs on the order, tells the stable one apart, and gives a command that shows the failure', async () => {
    const verifier = await bench({ 'shop.test.js': orderDependent }).verifier();
    const report = await verifier.verify({ tests: ['shop.test.js'], runs: 8, seed: 5, timeoutMs: Infinity });
    expect(report).toMatchObject({ status: 'done', verdict: 'flaky' });
    const sells = report.tests.find(({ id }) => id === 'shop.test.js::sells one');
    expect(sells).toMatchObject({
      verdict: 'flaky',
      failed_only_in: ['shuffle'],
      first_failure: { strategy: 'shuffle' },
    });
    expect(report.tests.find(({ id }) => id.endsWith('arithmetic'))?.verdict).toBe('stable');
    expect(report.reproduce).toMatch(`--replay ${report.campaign_id}:${sells?.first_failure?.run} --root `);

    const replay = await verifier.replay(report.campaign_id, sells?.first_failure?.run ?? 0);
    expect(replay).toMatchObject({ same: true, failed_then: ['shop.test.js::sells one'], changed_files: [] });
  }, 180_000);
});
