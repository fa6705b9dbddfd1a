import http from 'node:http';

const couriers = ['Ada', 'Grace', 'Linus', 'Margaret'];

/** The shop's orders over HTTP. Reads come from a copy that one of three writers brings up to date. */
export class OrderServer {
  written = new Map();
  readable = new Map();
  writers = [0, 0, 300];

  server = http.createServer(async (request, response) => {
    const [, resource, id] = request.url.split('/');
    if (resource === 'couriers') return reply(response, 200, { name: this.nextCourier() });
    if (request.method === 'POST') return this.create(await body(request), response);
    const order = this.readable.get(id);
    return order ? reply(response, 200, order) : reply(response, 404, { error: `there is no order ${id}` });
  });

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  create(order, response) {
    if (!order.items?.length) return reply(response, 400, { error: 'an order needs items' });
    const stored = { ...order, id: `o-${this.written.size + 1}` };
    this.written.set(stored.id, stored);
    const lagMs = this.writers[Math.floor(Math.random() * this.writers.length)];
    if (lagMs === 0) this.readable.set(stored.id, stored);
    else setTimeout(() => this.readable.set(stored.id, stored), lagMs);
    return reply(response, 201, stored);
  }

  nextCourier() {
    return couriers[Math.floor(Math.random() * couriers.length)];
  }
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

function reply(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
