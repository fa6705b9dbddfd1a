import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway, publicAddress, startBackend } from '../src/gateway.js';

describe('gateway', () => {
  let backends;
  let down;

  before(async () => {
    backends = await Promise.all(['a', 'b', 'c'].map(startBackend));
    down = backends[1];
    await down.stop();
  });

  after(() => Promise.all(backends.filter((backend) => backend !== down).map((backend) => backend.stop())));

  it('answers while one backend is down', async () => {
    assert.match(await new Gateway(backends).get('/orders'), /^[abc] \/orders$/);
  });

  it('says which backend is down', async () => {
    assert.deepEqual(await new Gateway(backends).health(), ['a /health', undefined, 'c /health']);
  });

  it('answers from the only backend', async () => {
    assert.equal(await new Gateway([backends[0]]).get('/orders'), 'a /orders');
  });
});

describe('address', () => {
  it('is one that others can reach', () => {
    assert.match(publicAddress() ?? 'none', /^\d+(\.\d+){3}$/);
  });

  it('is the first that is not internal', () => {
    const interfaces = {
      lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
      eth0: [{ address: '192.0.2.7', family: 'IPv4', internal: false }],
    };
    assert.equal(publicAddress(interfaces), '192.0.2.7');
  });

  it('prefers no interface of a container', () => {
    const interfaces = {
      docker0: [{ address: '172.17.0.1', family: 'IPv4', internal: false }],
      eth0: [{ address: '192.0.2.7', family: 'IPv4', internal: false }],
    };
    assert.equal(publicAddress(interfaces), '192.0.2.7');
  });
});
