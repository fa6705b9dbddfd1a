/** Hands messages to a transport in the background, one after the other. */
export class Outbox {
  readonly delivered: string[] = [];
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly latency: () => number = () => 20) {}

  send(message: string): void {
    this.queue = this.queue.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, this.latency()));
      this.delivered.push(message);
    });
  }
}

/** Price in the currency of the shop; `SHOP_CURRENCY` decides which one. */
export function priceTag(cents: number): string {
  return `${(cents / 100).toFixed(2)} ${process.env.SHOP_CURRENCY ?? 'EUR'}`;
}

export async function loadOrder(id: string): Promise<{ id: string; total: number }> {
  if (id === '') throw new Error('an order id is needed');
  return { id, total: 4200 };
}
