interface Replica {
  readonly lagMs: number;
  readonly orders: Map<string, number>;
}

/** Orders are written to one of three replicas in the background; the far one takes its time. */
export class OrderArchive {
  private readonly replicas: readonly Replica[] = [1, 2, 150].map((lagMs) => ({ lagMs, orders: new Map() }));

  store(id: string, cents: number): void {
    const replica = this.replicas[Math.floor(Math.random() * this.replicas.length)] as Replica;
    setTimeout(() => replica.orders.set(id, cents), replica.lagMs);
  }

  find(id: string): number | undefined {
    return this.replicas.map((replica) => replica.orders.get(id)).find((cents) => cents !== undefined);
  }
}

const day = 24 * 60 * 60 * 1000;

/** Full days from the local midnight of one day to that of another. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / day);
}

export function orderDate(at: Date): string {
  return at.toLocaleDateString('en-US', { timeZone: 'UTC', dateStyle: 'long' });
}
