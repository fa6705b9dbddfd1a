const { mayPayOut } = require('../src/limits');
const { payOut, Pool } = require('../src/payout');

describe('limits', () => {
  test('allow a payment below the limit', () => {
    expect(mayPayOut('acc-1', 5_000, { 'acc-1': 10_000 })).toBe(true);
  });

  test('stop a payment above the limit', () => {
    expect(mayPayOut('acc-1', 50_000, { 'acc-1': 1_000 })).toBe(false);
  });

  test('stop every payment from an account nobody knows', () => {
    expect(mayPayOut('acc-9', 1, {})).toBe(false);
  });
});

describe('payments', () => {
  test('say whether the balance covers them', async () => {
    await expect(payOut('acc-2', 900)).resolves.toEqual({ accountId: 'acc-2', cents: 900, covered: false });
  });

  test('need an account', async () => {
    await expect(payOut('acc-7', 900)).rejects.toThrow();
  });

  test('need an amount', async () => {
    await expect(payOut('acc-1', 0)).rejects.toThrow();
  });

  test('wait for nobody when connections are given back', () => {
    const pool = new Pool(1);
    pool.release(pool.acquire());
    expect(pool.acquire()).toEqual({ number: 0 });
  });
});
