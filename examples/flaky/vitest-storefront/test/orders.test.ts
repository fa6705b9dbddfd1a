import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { daysBetween, OrderArchive, orderDate } from '../src/orders';
import { retrying, stockByCity, Warehouse } from '../src/stock';

afterEach(() => {
  vi.useRealTimers();
});

it('archives an order', async () => {
  const archive = new OrderArchive();
  archive.store('o-1', 4200);
  await sleep(50);
  expect(archive.find('o-1')).toBe(4200);
});

it('archives an order of any size', async () => {
  const archive = new OrderArchive();
  archive.store('o-2', 1);
  await vi.waitFor(() => expect(archive.find('o-2')).toBe(1), { timeout: 10_000 });
});

it('does not show an order before it is written', () => {
  vi.useFakeTimers();
  const archive = new OrderArchive();
  archive.store('o-3', 700);
  expect(archive.find('o-3')).toBeUndefined();
  vi.advanceTimersByTime(150);
  expect(archive.find('o-3')).toBe(700);
});

it('lists the stock city by city', async () => {
  const stock = await stockByCity([new Warehouse('Hamburg', 3), new Warehouse('Lyon', 5)]);
  expect([...stock]).toEqual([
    ['Hamburg', 3],
    ['Lyon', 5],
  ]);
});

it('counts the stock of every city', async () => {
  const stock = await stockByCity([new Warehouse('Hamburg', 3), new Warehouse('Lyon', 5)]);
  expect(Object.fromEntries(stock)).toEqual({ Lyon: 5, Hamburg: 3 });
});

it('asks again when a warehouse does not answer', async () => {
  const ask = vi.fn<() => Promise<number>>();
  ask.mockRejectedValueOnce(new Error('no answer')).mockRejectedValueOnce(new Error('no answer')).mockResolvedValue(8);
  expect(await retrying(ask, 3)).toBe(8);
});

it('counts the days of March', () => {
  expect(daysBetween(new Date(2026, 2, 1), new Date(2026, 3, 1))).toBe(31);
});

it('writes the date of an order in full', () => {
  expect(orderDate(new Date('2026-02-28T23:30:00Z'))).toBe('February 28, 2026');
});
