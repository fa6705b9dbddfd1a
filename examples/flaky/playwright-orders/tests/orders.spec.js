import { expect, test } from './shop.js';

test.describe('orders', () => {
  test('can be read after they were placed', async ({ request, shop }) => {
    const placed = await request.post(`${shop}/orders`, { data: { items: ['tea'] } });
    const { id } = await placed.json();
    const read = await request.get(`${shop}/orders/${id}`);
    expect(read.status()).toBe(200);
  });

  test('can be read when the copy is up to date', async ({ request, shop }) => {
    const placed = await request.post(`${shop}/orders`, { data: { items: ['cup'] } });
    const { id } = await placed.json();
    await expect.poll(async () => (await request.get(`${shop}/orders/${id}`)).status()).toBe(200);
  });

  test('need items', async ({ request, shop }) => {
    const refused = await request.post(`${shop}/orders`, { data: { items: [] } });
    expect(refused.status()).toBe(400);
  });

  test('are counted from one', async ({ request, shop }) => {
    const placed = await request.post(`${shop}/orders`, { data: { items: ['pot'] } });
    expect(await placed.json()).toEqual({ id: 'o-1', items: ['pot'] });
  });

  test('that nobody placed are not found', async ({ request, shop }) => {
    const read = await request.get(`${shop}/orders/o-9`);
    expect(await read.json()).toEqual({ error: 'there is no order o-9' });
  });
});

test('two parcels go to different couriers', async ({ request, shop }) => {
  const first = await (await request.get(`${shop}/couriers`)).json();
  const second = await (await request.get(`${shop}/couriers`)).json();
  expect(second.name).not.toBe(first.name);
});

test('every parcel gets a courier', async ({ request, shop }) => {
  const { name } = await (await request.get(`${shop}/couriers`)).json();
  expect(['Ada', 'Grace', 'Linus', 'Margaret']).toContain(name);
});
