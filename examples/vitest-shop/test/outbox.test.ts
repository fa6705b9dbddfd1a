import { describe, expect, it, vi } from 'vitest';
import { loadOrder, Outbox, priceTag } from '../src/outbox';

describe('outbox', () => {
  it('delivers a message', async () => {
    const outbox = new Outbox();
    outbox.send('order 1 paid');
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(outbox.delivered).toEqual(['order 1 paid']);
  });

  it('waits for slow transports', async () => {
    vi.useFakeTimers();
    const outbox = new Outbox(() => 60_000);
    outbox.send('order 2 paid');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outbox.delivered).toContain('order 2 paid');
  });
});

describe('orders', () => {
  it('refuses an empty id', () => {
    expect(loadOrder('')).rejects.toThrow('an order id is needed');
  });

  it('says what is missing', async () => {
    try {
      await loadOrder('');
    } catch (error) {
      expect((error as Error).message).toBe('an order id is needed');
    }
  });

  it('shows prices in dollars', () => {
    process.env.SHOP_CURRENCY = 'USD';
    expect(priceTag(4200)).toBe('42.00 USD');
  });

  it('shows prices in euros by default', () => {
    expect(priceTag(4200)).toMatch(/^42\.00 /);
  });
});
