class Pool {
  constructor(size) {
    this.free = Array.from({ length: size }, (_, number) => ({ number }));
  }

  acquire() {
    const connection = this.free.pop();
    if (!connection) throw new Error('no free connection');
    return connection;
  }

  release(connection) {
    this.free.push(connection);
  }
}

const pool = new Pool(2);
const balances = new Map([
  ['acc-1', 90_000],
  ['acc-2', 500],
]);

async function payOut(accountId, cents) {
  const connection = pool.acquire();
  if (!balances.has(accountId)) throw new Error(`there is no account ${accountId}`);
  if (cents <= 0) throw new RangeError('an amount is needed');
  pool.release(connection);
  return { accountId, cents, covered: cents <= balances.get(accountId) };
}

module.exports = { payOut, Pool };
