import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, clients } from './support/clients.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const isDocument = (uri: string): boolean => /^pattern:\/\/\w+\/\w+\//.test(uri);

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

  it('lists every pattern when nothing is searched for, and the best when something is', async () => {
    const all = await server.call('search_patterns');
    expect(all.structured).toMatchObject({ more: 0 });
    expect(all.structured.patterns).toHaveLength((await server.resources()).filter(isDocument).length);
    const { text } = await server.call('search_patterns', { query: 'passes alone, fails in the suite' });
    expect(text).toMatch(/^pattern:\/\/\w+\/flaky\/test-isolation\n/);
  });

  it('gives one document by its uri', async () => {
    expect(await server.read('pattern://typescript/flaky/race-conditions')).toContain('# Race conditions and waits');
  });

  it('gives a rule as a page, with what it reports and what it leaves alone', async () => {
    const page = await server.read('rule://fixed-sleep');
    expect(page).toContain('# fixed-sleep: ');
    expect(page).toContain('## Reported');
    expect(page).toContain('## Left alone');
    expect(await server.complete('rule://{id}', 'id', 'fixed')).toEqual(['fixed-port', 'fixed-sleep']);
  });

  it('gives the escalation policy: built in, of the skills, of the workspace', async () => {
    await sandbox.write('.testing-patterns/escalation.yaml', 'triggers: []\n');
    const page = await server.read('escalation://policy');
    expect(page).toContain('- production-database: lifted by a person in a terminal of their own');
    expect(page).toContain('`production.*database`');
    expect(page).toContain('## .testing-patterns/escalation.yaml\n\n```yaml\ntriggers: []');
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
