export const taxes = {
  rateFor(country: string): number {
    return country === 'DE' ? 0.19 : country === 'FR' ? 0.2 : 0.25;
  },
};

export function withTax(cents: number, country: string): number {
  return Math.round(cents * (1 + taxes.rateFor(country)));
}

/** The voucher comes off first, then the tax is added. */
export function toPay(cents: number, country: string, voucher: number): number {
  return withTax(cents, country) - voucher;
}

/** The best-rated first, then whatever the customer may not have seen. */
export function recommend(products: readonly string[]): string[] {
  const shown = [...products];
  for (let last = shown.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    const moved = shown[last] as string;
    shown[last] = shown[other] as string;
    shown[other] = moved;
  }
  return shown;
}
