import http from 'node:http';
import os from 'node:os';

/** Shares requests between backends, each `{ port }`. */
export class Gateway {
  constructor(backends) {
    this.backends = backends;
  }

  get(path) {
    const { port } = this.backends[Math.floor(Math.random() * this.backends.length)];
    return fetchText(port, path);
  }

  /** Every backend's own answer, `undefined` for one that is down. */
  async health() {
    const answers = await Promise.allSettled(this.backends.map(({ port }) => fetchText(port, '/health')));
    return answers.map(({ value }) => value);
  }
}

function fetchText(port, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

/** A backend on a free port of this machine; `stop` waits until it is gone. */
export async function startBackend(name) {
  const server = http.createServer((request, response) => response.end(`${name} ${request.url}`));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { name, port: server.address().port, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** The address under which other machines reach this one. */
export function publicAddress(interfaces = os.networkInterfaces()) {
  const all = Object.values(interfaces).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
