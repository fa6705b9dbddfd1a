import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, clients } from './support/clients.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** Characters of JSON per token, roughly. */
const CHARACTERS_PER_TOKEN = 4;
/** Clients cut descriptions and instructions there. */
const CUT = 2048;

describe('what a client has to read before it can do anything', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await createSandbox();
    server = await clients[0].connect({ sandbox });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('costs under 4,000 tokens for the whole list of tools', async () => {
    const tools = await server.tools();
    expect(JSON.stringify({ tools }).length / CHARACTERS_PER_TOKEN).toBeLessThan(4_000);
  });

  it('is under 2 KB for each description and for the instructions', async () => {
    const tools = await server.tools();
    const texts = [server.instructions, ...tools.map(({ description }) => description)];
    expect(texts.filter((text) => text === '' || Buffer.byteLength(text) >= CUT)).toEqual([]);
  });

  it('names the tools of this version, in the order of the loop', async () => {
    expect((await server.tools()).map(({ name }) => name)).toEqual([
      'search_patterns',
      'get_pattern',
      'analyze_tests',
      'suggest_fixes',
      'apply_fixes',
      'undo_fixes',
      'diagnose_failure',
      'verify_tests',
      'find_polluter',
      'check_escalation',
      'request_approval',
    ]);
  });

  it('states all four annotations on every tool', async () => {
    const hints = ['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint'];
    const stated = (await server.tools()).map(({ name, annotations }) => [name, Object.keys(annotations).sort()]);
    expect(stated).toEqual(stated.map(([name]) => [name, hints]));
    expect(stated).toHaveLength(11);
  });

  it('takes a strict root object without unions for every tool', async () => {
    const roots = (await server.tools()).map(({ inputSchema }) => inputSchema);
    const loose = roots.filter(
      (root) => root.type !== 'object' || root.additionalProperties !== false || root.oneOf || root.anyOf || root.allOf,
    );
    expect(loose).toEqual([]);
    expect(roots).toHaveLength(11);
  });

  it('marks the one tool that a host must not run without the person', async () => {
    const marked = (await server.tools()).filter(({ _meta }) => _meta?.['anthropic/requiresUserInteraction'] === true);
    expect(marked.map(({ name }) => name)).toEqual(['request_approval']);
  });
});
