import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wildText } from '../fuzz/support/texts.ts';
import { processesIn } from './support/processes.ts';
import { INITIALIZE, RawConnection } from './support/raw.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** Not one of ours: what we send in earnest has numbers from 1 on. */
const id = fc.oneof(
  fc.constantFrom(-1, 0, 1.5, '1', '', null, true, {}, [], 'x'.repeat(300)),
  fc.string({ maxLength: 5 }),
);
const method = fc.oneof(
  fc.constantFrom(
    'tools/call',
    'tools/list',
    'resources/read',
    'prompts/get',
    'completion/complete',
    'ping',
    'initialize',
    'server/discover',
  ),
  fc.constantFrom(
    'notifications/cancelled',
    'notifications/initialized',
    'subscriptions/listen',
    'logging/setLevel',
    '__proto__',
    'rpc.x',
    '',
  ),
  fc.string({ maxLength: 10 }),
);
const envelope = fc.constantFrom(
  {},
  { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' },
  { 'io.modelcontextprotocol/protocolVersion': '1999-01-01', 'io.modelcontextprotocol/clientCapabilities': [] },
  { 'io.modelcontextprotocol/protocolVersion': 7, progressToken: {} },
);
const params = fc.oneof(
  fc.record({
    name: fc.constantFrom('search_patterns', 'analyze_tests', 'check_escalation', 'format_disk', 5),
    arguments: fc.jsonValue({ maxDepth: 2 }),
  }),
  fc.record({ requestId: id, reason: fc.string() }),
  fc.record({
    uri: fc.constantFrom('pattern://index', 'rule://x', 'report://../..', 'file:///etc/passwd', ''),
    _meta: envelope,
  }),
  fc.record({
    protocolVersion: fc.constantFrom('2025-11-25', '2026-07-28', '', 3),
    capabilities: fc.jsonValue({ maxDepth: 1 }),
  }),
  fc.jsonValue({ maxDepth: 2 }),
);
const request = fc.record(
  { jsonrpc: fc.constantFrom('2.0', '2.0', '2.0', '1.0', 2), id, method, params },
  { requiredKeys: [] },
);
const valid = request.map((message) => JSON.stringify(message));
const line: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: valid },
  { weight: 1, arbitrary: fc.array(request, { maxLength: 3 }).map((batch) => JSON.stringify(batch)) },
  { weight: 2, arbitrary: fc.tuple(valid, fc.nat(200)).map(([text, end]) => text.slice(0, end)) },
  { weight: 1, arbitrary: wildText },
  { weight: 1, arbitrary: fc.json() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\0',
      '{'.repeat(5_000),
      '['.repeat(5_000),
      `"${'a'.repeat(100_000)}"`,
      '{"jsonrpc":"2.0","id":"e","error":{}}',
      '{"jsonrpc":"2.0","id":"r","result":{}}',
    ),
  },
);
const bytes = fc.oneof(
  { weight: 6, arbitrary: line.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((part) => Buffer.from(part)) },
);
const volleys = fc.record({
  lines: fc.array(bytes, { minLength: 1, maxLength: 6 }),
  cuts: fc.array(fc.nat(4_000), { maxLength: 4 }),
});

async function start(): Promise<{ connection: RawConnection; sandbox: Sandbox }> {
  const sandbox = await createSandbox();
  const connection = new RawConnection(sandbox);
  onTestFinished(async () => {
    connection.process.kill();
    await sandbox.remove();
  });
  return { connection, sandbox };
}

/** Half of a character may come with one chunk, and its other half with the next. */
function sendInPieces({ process }: RawConnection, all: Buffer, cuts: readonly number[]): void {
  const places = [0, ...cuts.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b), all.length];
  for (const [index, start] of places.entries()) process.stdin.write(all.subarray(start, places[index + 1]));
}

function strangers({ stdout }: RawConnection): readonly string[] {
  return stdout.filter((text) => {
    const message: unknown = JSON.parse(text);
    return !(typeof message === 'object' && message !== null && 'jsonrpc' in message && message.jsonrpc === '2.0');
  });
}

describe.each(['2025-11-25', '2026-07-28'])('a server that speaks %s', (era) => {
  const isModern = era === '2026-07-28';
  const ask = (connection: RawConnection, query: string) => {
    const call = { name: 'search_patterns', arguments: { query, limit: 1 } };
    return isModern ? connection.modern('tools/call', call) : connection.request('tools/call', call);
  };

  it('answers a good call after whatever came before it, and exits by itself', async () => {
    const { connection, sandbox } = await start();
    if (!isModern) await connection.request('initialize', INITIALIZE);
    await ask(connection, 'sleep');
    const property = fc.asyncProperty(volleys, async ({ lines, cuts }) => {
      // A newline before: the one of before may have ended in the middle of a line.
      sendInPieces(connection, Buffer.concat(lines.flatMap((each) => [Buffer.from('\n'), each])), cuts);
      connection.process.stdin.write('\n');
      const { result } = await ask(connection, 'naïve 𝒳 sleep');
      expect(result).toMatchObject({ structuredContent: { patterns: [expect.anything()] } });
    });
    await fc.assert(property, { numRuns: 100, seed: 8, endOnFailure: true });
    expect(strangers(connection)).toEqual([]);
    connection.process.stdin.write('{"jsonrpc":"2.0","id":9');
    expect(await connection.end()).toBe(0);
    expect(processesIn(sandbox)).toEqual([]);
  });

  it('refuses a message of 12 MB, and goes on', async () => {
    const { connection } = await start();
    if (!isModern) await connection.request('initialize', INITIALIZE);
    await ask(connection, 'sleep');
    const refused = once(connection.process.stderr, 'data');
    connection.send({ jsonrpc: '2.0', id: 'big', method: 'ping', params: { text: 'x'.repeat(12 * 1024 * 1024) } });
    expect(String((await refused)[0])).toContain('A message of more than 8388608 bytes is not read.');
    expect((await ask(connection, 'sleep')).result).toHaveProperty('structuredContent');
    expect(connection.stdout.filter((text) => text.includes('is not read'))).toHaveLength(1);
    expect(await connection.end()).toBe(0);
  });
});
