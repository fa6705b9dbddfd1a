const { TransferStore } = require('../src/transfers');
const { amount, amountFor, bookingDay, monthlyFee, reference } = require('../src/statement');

afterEach(() => {
  jest.restoreAllMocks();
});

test('a transfer is found by its id', async () => {
  const store = new TransferStore();
  store.save({ id: 't-1', cents: 500 });
  expect(await store.find('t-1')).toEqual({ id: 't-1', cents: 500 });
});

test('all transfers are found by their ids', async () => {
  const store = new TransferStore();
  await Promise.all(['t-1', 't-2', 't-3', 't-4'].map((id) => store.save({ id })));
  const found = await Promise.all(['t-4', 't-2'].map((id) => store.find(id)));
  expect(found).toEqual([{ id: 't-4' }, { id: 't-2' }]);
});

test('statements group the digits', () => {
  expect(amount(123_456_70)).toBe('123,456.70');
});

test('statements follow the customer', () => {
  expect(amountFor(123_456_70, 'de-DE')).toBe('123.456,70');
});

test('bookings count for the day in Berlin', () => {
  expect(bookingDay(new Date('2026-02-28T23:30:00Z'))).toBe('2026-03-01');
});

test('references have six digits', () => {
  expect(reference()).toMatch(/^R\d{6}$/);
});

test('references are filled up with zeros', () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.000042);
  expect(reference()).toBe('R000042');
});

test('somebody without accounts pays no fee', () => {
  expect(monthlyFee([])).toBe(0);
});
