interface Route {
  readonly via: string;
  readonly ms: number;
}

const routes: readonly Route[] = [
  { via: 'edge', ms: 1 },
  { via: 'origin', ms: 40 },
];

export class Warehouse {
  constructor(
    readonly city: string,
    private readonly items: number,
  ) {}

  /** Asks over whichever route is free. */
  async count(): Promise<number> {
    const route = routes[Math.floor(Math.random() * routes.length)] as Route;
    await new Promise((resolve) => setTimeout(resolve, route.ms));
    return this.items;
  }
}

export async function stockByCity(warehouses: readonly Warehouse[]): Promise<Map<string, number>> {
  const stock = new Map<string, number>();
  await Promise.all(
    warehouses.map(async (warehouse) => {
      const items = await warehouse.count();
      stock.set(warehouse.city, items);
    }),
  );
  return stock;
}

export async function retrying<T>(ask: () => Promise<T>, times: number): Promise<T> {
  for (let left = times - 1; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left <= 0) throw error;
    }
  }
}
