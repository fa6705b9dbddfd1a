import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, clients } from './support/clients.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

describe.each(clients)('patterns, read through $name', ({ connect, era }) => {
  let sandbox: Sandbox;
  let server: Connection;

  beforeAll(async () => {
    sandbox = await createSandbox();
    server = await connect({ sandbox });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('speaks the revision this client stands for', () => {
    expect(server.era).toBe(era);
  });

  it('lists every document once, and the lists of patterns, rules and triggers', async () => {
    const uris = await server.resources();
    expect(new Set(uris).size).toBe(uris.length);
    expect(uris).toEqual(
      expect.arrayContaining(['pattern://index', 'pattern://python/flaky/race-conditions', 'escalation://policy']),
    );
  });

  it('gives one document by its uri', async () => {
    expect(await server.read('pattern://typescript/flaky/race-conditions')).toContain('# Race conditions and waits');
  });

  it('names a missing document in its error', async () => {
    await expect(server.read('pattern://typescript/flaky/nothing')).rejects.toThrow(
      'pattern://typescript/flaky/nothing',
    );
  });

  it('completes the parts of a uri', async () => {
    const template = 'pattern://{language}/{topic}/{name}';
    expect(await server.complete(template, 'language', 'p')).toEqual(['python']);
    expect(await server.complete(template, 'topic', 'fl')).toEqual(['flaky']);
  });
});
