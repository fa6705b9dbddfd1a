import { expect, it, vi } from 'vitest';
import { Cart } from '../src/cart';

it('saves changes together', { timeout: 600 }, async () => {
  const cart = new Cart();
  cart.add('tea');
  const first = cart.save();
  cart.add('cup');
  expect(await first).toEqual(['tea', 'cup']);
});

it('is abandoned after three days', () => {
  vi.useFakeTimers();
  const cart = new Cart();
  vi.advanceTimersByTime(3 * 24 * 60 * 60 * 1000);
  expect(cart.abandoned).toBe(true);
});

it('is not abandoned at once', () => {
  expect(new Cart().abandoned).toBe(false);
});
