const mirrors = [
  { name: 'north', answersInMs: 2 },
  { name: 'east', answersInMs: 5 },
  { name: 'backup', answersInMs: 450 },
];

/** Where a parcel is, from any of the mirrors. */
export async function track(number) {
  const mirror = mirrors[Math.floor(Math.random() * mirrors.length)];
  await new Promise((resolve) => setTimeout(resolve, mirror.answersInMs));
  return { number, city: 'Leipzig' };
}

const carriers = { slow: 30, fast: 1 };

/** What every carrier asks for. */
export async function offers(names) {
  const prices = [];
  await Promise.all(
    names.map(async (name) => {
      await new Promise((resolve) => setTimeout(resolve, carriers[name]));
      prices.push({ name, cents: name.length * 100 });
    }),
  );
  return prices;
}
