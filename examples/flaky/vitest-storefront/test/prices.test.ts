import { describe, expect, it, vi } from 'vitest';
import { recommend, taxes, toPay, withTax } from '../src/prices';

describe('prices', () => {
  it('include the tax of the country', () => {
    expect(withTax(10_000, 'DE')).toBe(11_900);
  });

  it('are bare where there is no tax', () => {
    vi.spyOn(taxes, 'rateFor').mockReturnValue(0);
    expect(withTax(10_000, 'HK')).toBe(10_000);
  });

  it('take the voucher off before the tax', () => {
    expect(toPay(10_000, 'FR', 1_000)).toBe(10_800);
  });
});

describe('recommendations', () => {
  it('are not shown in the order of the catalogue', () => {
    expect(recommend(['tea', 'cup', 'pot'])).not.toEqual(['tea', 'cup', 'pot']);
  });

  it('show every product once', () => {
    expect(recommend(['tea', 'cup', 'pot']).sort()).toEqual(['cup', 'pot', 'tea']);
  });

  it('follow the dice', () => {
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0);
    try {
      expect(recommend(['tea', 'cup', 'pot'])).toEqual(['cup', 'pot', 'tea']);
    } finally {
      dice.mockRestore();
    }
  });
});
