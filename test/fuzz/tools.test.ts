import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { buildServer } from '../../src/server/build-server.ts';
import { createContext } from '../../src/server/context.ts';
import { tools } from '../../src/server/tools/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { fire, patience, type Target } from './support/campaign.ts';
import { wildText } from './support/texts.ts';

interface Call {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

const project = {
  'package.json': '{ "name": "shop", "private": true, "devDependencies": { "vitest": "^3.2.0" } }\n',
  'cart.test.ts':
    "import { expect, it } from 'vitest';\n\nit.only('adds', async () => {\n  expect(total()).resolves.toBe(3);\n});\n",
  'tests/test_prices.py': 'import time\n\n\ndef test_discount():\n    time.sleep(0.5)\n    assert 1 == 1\n',
};

/** Texts that fields take, and such as they must refuse. */
const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        'cart.test.ts',
        'tests',
        '**/*.py',
        'tests/test_prices.py::test_discount',
        'cart.test.ts::adds',
        '.',
        '/',
        '../..',
      ],
      ...[
        'fixed-sleep',
        'flaky',
        'flaky/race-conditions',
        'pattern://python/flaky/race-conditions',
        'typescript',
        'error',
      ],
      ...['plan_00000000000000000000', 'undo_00000000000000000000', 'ap_00000000000000000000', 'f_000000000000'],
      ...[
        '__proto__',
        'constructor',
        'toString',
        'CON',
        'a\0b',
        '-rf',
        '--config=x',
        '{a,b}/[',
        '!x',
        '~',
        '%2e%2e',
        'file:///etc/passwd',
      ],
    ),
  },
  { weight: 1, arbitrary: wildText },
);
const anything = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values of the type that a field asks for, so that most calls pass the door. */
function fitting(schema: unknown): fc.Arbitrary<unknown> {
  const { type, enum: options } = z
    .object({ type: z.string().optional(), enum: z.array(z.unknown()).optional() })
    .parse(schema);
  if (options) return fc.constantFrom(...options);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: 1, max: 100 });
  if (type === 'number') return fc.integer({ min: 1, max: 5 });
  if (type === 'array')
    return fc.array(fitting(z.object({ items: z.unknown() }).parse(schema).items), { minLength: 1, maxLength: 3 });
  return text;
}

const calls: fc.Arbitrary<Call> = fc.oneof(
  ...tools.map(({ name, input }) => {
    const listed = z
      .object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) })
      .parse(z.toJSONSchema(input, { io: 'input' }));
    const fields = Object.entries(listed.properties);
    const guided = fc.record(Object.fromEntries(fields.map(([field, schema]) => [field, fitting(schema)])), {
      requiredKeys: listed.required,
    });
    const spoiled = fc.record(
      Object.fromEntries(fields.map(([field, schema]) => [field, fc.oneof(fitting(schema), anything)])),
      { requiredKeys: [] },
    );
    const blind = fc.dictionary(text, anything, { maxKeys: 3 });
    const args = fc.oneof(
      { weight: 4, arbitrary: guided },
      { weight: 3, arbitrary: spoiled },
      { weight: 1, arbitrary: blind },
    );
    return fc.record({ tool: fc.constant(name), args });
  }),
);

const Result = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
});

/** A real client and our server, with a pipe in memory between them. */
async function open() {
  const over: (() => void)[] = [];
  const [home, workspace] = [
    tempWorkspace({}, (end) => over.push(end)),
    tempWorkspace(project, (end) => over.push(end)),
  ];
  const env = { TESTING_PATTERNS_HOME: home.root, PATH: '' };
  const server = await buildServer(createContext({ roots: [workspace.root], env, cwd: workspace.root }))({
    era: 'legacy',
  });
  const client = new Client({ name: 'fuzz', version: '1.0.0' }, { capabilities: {} });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return {
    async check({ tool, args }: Call): Promise<readonly string[]> {
      const { isError = false, content } = Result.parse(await client.callTool({ name: tool, arguments: args }));
      const said = content.map((part) => part.text).join('\n');
      return [
        ...(said === '' ? ['an empty answer'] : []),
        ...(said.length > 60_000 ? [`an answer of ${said.length} characters`] : []),
        ...(isError && /fault in this server|\n\s+at .+:\d+:\d+/.test(said) ? [said] : []),
        ...(isError && !/[.?!)]$/.test(said.trim()) ? [`no sentence: ${said}`] : []),
      ];
    },
    async close() {
      await client.close();
      for (const end of over) end();
    },
  };
}

const target: Target<Call> = { name: 'tools', cases: 200, inputs: calls, open };

it(
  'every tool answers or refuses in words of ours, whatever it is given',
  async () => {
    expect(await fire(target)).toEqual({ cases: expect.any(Number), failures: [] });
  },
  patience,
);
