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
      'check_escalation',
      'request_approval',
    ]);
  });

  it('states all four annotations on every tool, and a strict root object without unions', async () => {
    for (const { name, annotations, inputSchema } of await server.tools()) {
      expect(annotations, name).toEqual({
        readOnlyHint: expect.any(Boolean),
        destructiveHint: expect.any(Boolean),
        idempotentHint: expect.any(Boolean),
        openWorldHint: expect.any(Boolean),
      });
      expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false });
      expect(Object.keys(inputSchema), name).not.toEqual(expect.arrayContaining(['oneOf']));
    }
  });
});
