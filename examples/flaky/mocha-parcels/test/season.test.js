import assert from 'node:assert/strict';
import { quote, setSurcharge } from '../src/tariff.js';
import { offers, track } from '../src/tracking.js';

describe('busy season', () => {
  it('adds a surcharge', () => {
    setSurcharge(150);
    assert.equal(quote(5_000), 1_149);
  });
});

describe('tracking', () => {
  it('answers quickly', async () => {
    const start = performance.now();
    await track('P-1');
    assert.ok(performance.now() - start < 225);
  });

  it('answers for the parcel that was asked for', async () => {
    assert.deepEqual(await track('P-2'), { number: 'P-2', city: 'Leipzig' });
  });

  it('collects the offers of all carriers', async () => {
    const prices = await offers(['slow', 'fast']);
    assert.deepEqual(
      prices.toSorted((a, b) => a.cents - b.cents || a.name.localeCompare(b.name)),
      [
        { name: 'fast', cents: 400 },
        { name: 'slow', cents: 400 },
      ],
    );
  });
});
