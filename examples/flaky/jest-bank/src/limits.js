const known = new Map();

/** How much an account may pay out a day, in cents. `directory` is asked once for each account. */
function dailyLimit(accountId, directory) {
  let limit = known.get(accountId);
  if (limit === undefined) {
    limit = directory[accountId] ?? 0;
    known.set(accountId, limit);
  }
  return limit;
}

function mayPayOut(accountId, cents, directory) {
  return cents <= dailyLimit(accountId, directory);
}

module.exports = { dailyLimit, mayPayOut };
