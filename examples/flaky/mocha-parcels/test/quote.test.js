import assert from 'node:assert/strict';
import { kilograms, quote } from '../src/tariff.js';

describe('quote', () => {
  it('is the price of the smallest box that fits', () => {
    assert.equal(quote(1_500), 499);
  });

  it('grows with the weight', () => {
    assert.ok(quote(12_000) > quote(5_000));
  });

  it('prints light parcels in grams', () => {
    assert.equal(kilograms(250), '250 g');
  });
});
