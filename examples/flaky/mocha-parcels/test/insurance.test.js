import assert from 'node:assert/strict';
import { endOf, Insurer, premium, premiumOf } from '../src/insurance.js';

describe('insurance', () => {
  it('ends on the same day next year', () => {
    const today = new Date();
    assert.equal(endOf(today).getUTCDate(), today.getUTCDate());
  });

  it('ends on the day in the contract', () => {
    assert.equal(endOf(new Date('2026-02-28T23:30:00Z')).toISOString(), '2027-02-28T23:30:00.000Z');
  });

  it('costs what the insurers ask for together', async () => {
    assert.equal(await premiumOf([new Insurer(0.7), new Insurer(0.1), new Insurer(0.2)]), 0.7 + 0.1 + 0.2);
  });

  it('costs the parts in their order', () => {
    assert.equal(premium([0.7, 0.1, 0.2]), 0.7 + 0.1 + 0.2);
  });

  it('costs about what the insurers ask for', async () => {
    const cost = await premiumOf([new Insurer(0.7), new Insurer(0.1), new Insurer(0.2)]);
    assert.ok(Math.abs(cost - 1) < 1e-9);
  });
});
