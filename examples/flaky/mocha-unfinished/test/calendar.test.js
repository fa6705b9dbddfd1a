import assert from 'node:assert/strict';
import { nextFreeHour } from '../src/calendar.js';

describe('calendar', () => {
  it('goes on with the next free hour', () => {
    assert.equal(nextFreeHour(new Set([9, 10]), 9), 11);
  });

  it('finds nothing on a full day', () => {
    const everyHour = new Set(Array.from({ length: 24 }, (_, hour) => hour));
    assert.equal(nextFreeHour(everyHour, 9), undefined);
  });
});
