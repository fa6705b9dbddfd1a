let surcharge = 0;

/** Added to every parcel, in cents; the busy season has one. */
export function setSurcharge(cents) {
  surcharge = cents;
}

export function quote(grams) {
  const base = grams <= 2_000 ? 499 : grams <= 10_000 ? 999 : 1_899;
  return base + surcharge;
}

/** Grams to kilograms as printed on the label. */
export function kilograms(grams) {
  return `${(grams / 1000).toFixed(1)} kg`;
}
