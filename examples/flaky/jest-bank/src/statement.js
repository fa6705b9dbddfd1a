function amount(cents) {
  return (cents / 100).toLocaleString(undefined, { minimumFractionDigits: 2 });
}

function amountFor(cents, locale) {
  return (cents / 100).toLocaleString(locale, { minimumFractionDigits: 2 });
}

/** Days are those of the bank, wherever the program runs. */
function bookingDay(at) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(at);
}

function reference() {
  return `R${Math.floor(Math.random() * 1_000_000)
    .toString()
    .padStart(6, '0')}`;
}

function monthlyFee(balances) {
  return balances.reduce((sum, cents) => sum + (cents < 0 ? 500 : 0), 0) / balances.length;
}

module.exports = { amount, amountFor, bookingDay, reference, monthlyFee };
