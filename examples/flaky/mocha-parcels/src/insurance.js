/** Insurances run a year, to the same day. */
export function endOf(start) {
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end;
}

export function premium(parts) {
  let sum = 0;
  for (const part of parts) sum += part;
  return sum;
}

/** What all insurers ask for together. */
export async function premiumOf(insurers) {
  const parts = [];
  await Promise.all(insurers.map(async (insurer) => parts.push(await insurer.offer())));
  return premium(parts);
}

export class Insurer {
  constructor(euros) {
    this.euros = euros;
  }

  /** Answers at once, or after the next look at the risk tables. */
  async offer() {
    if (Math.random() < 0.5) await new Promise((resolve) => setTimeout(resolve, 20));
    return this.euros;
  }
}
