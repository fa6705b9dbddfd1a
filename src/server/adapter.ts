import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type RequestStateCodec,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { QUESTION, toolCall } from './client.ts';
import type { ServerContext } from './context.ts';
import type { Tool } from './define-tool.ts';
import { messageFor } from './errors.ts';
import { explainInput } from './input-errors.ts';
import { LISTED_AS } from './schemas.ts';

/**
 * The only place that knows how our tools look in the protocol: arguments in, results, questions and errors out, for
 * both protocol eras.
 */
export function registerTool(
  server: McpServer,
  tool: Tool,
  context: ServerContext,
  states: RequestStateCodec<unknown>,
): void {
  const { name, title, description, input, output, annotations, meta } = tool;
  server.registerTool(
    name,
    {
      title,
      description,
      inputSchema: worded(name, input),
      outputSchema: listedShort(output),
      annotations,
      ...(meta ? { _meta: { ...meta } } : {}),
    },
    async (args, request): Promise<CallToolResult | InputRequiredResult> => {
      try {
        const reply = await tool.call(args, context, toolCall(server, request));
        if (!('question' in reply)) {
          return { structuredContent: reply.structured, content: [{ type: 'text', text: reply.text }] };
        }
        return inputRequired({
          inputRequests: {
            [QUESTION]: inputRequired.elicit({ message: reply.question, requestedSchema: reply.form }),
          },
          requestState: await states.mint(reply.state, request),
        });
      } catch (error) {
        // Nobody waits for this answer, and nothing is at fault.
        if (request.mcpReq.signal.aborted) return { isError: true, content: [{ type: 'text', text: 'Cancelled.' }] };
        return { isError: true, content: [{ type: 'text', text: messageFor(error, name) }] };
      }
    },
  );
}

/** The same schema, listed without what only repeats the protocol's own defaults: a list of tools must stay small. */
function listedShort<S extends z.ZodObject>(schema: S): S {
  const standard = schema['~standard'];
  const { jsonSchema } = standard;
  const output: typeof jsonSchema.output = (options) => shortened(jsonSchema.output(options));
  return Object.create(schema, { '~standard': { value: { ...standard, jsonSchema: { ...jsonSchema, output } } } });
}

const REPEATED = new Set(['additionalProperties', 'propertyNames', 'items']);

/** The protocol's own when none is named (2020-12). */
const DIALECT = '$schema';

/** Nobody comes near these by mistake; what goes beyond is refused in words. */
const FAR_BOUNDS = new Set([DIALECT, 'maxLength', 'minItems', 'maxItems']);

/** Counts of what was cut from a list that is listed itself. */
const isCutCount = (key: string) => key.endsWith('_more');

function shortened(schema: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === DIALECT || isCutCount(key) || (REPEATED.has(key) && isTrivial(value)) ? undefined : listed(key, value),
    ),
  );
}

/** What is not listed cannot be required by the list. */
function listed(key: string, value: unknown): unknown {
  if (key === 'required' && Array.isArray(value)) return value.filter((name) => !isCutCount(String(name)));
  return inWords(value) ?? value;
}

function inWords(value: unknown): { type: unknown; description: string } | undefined {
  if (typeof value !== 'object' || value === null || !(LISTED_AS in value)) return undefined;
  const words: unknown = value[LISTED_AS];
  const type = 'type' in value ? value.type : 'object';
  return typeof words === 'string' ? { type, description: words } : undefined;
}

function isTrivial(value: unknown): boolean {
  return value === false || JSON.stringify(value) === '{"type":"string"}';
}

/** The same schema, enforced as it is, with error texts of ours, and listed without what only wards off abuse. */
function worded<S extends z.ZodObject>(name: string, schema: S): S {
  const standard = schema['~standard'];
  const { jsonSchema } = standard;
  const input: typeof jsonSchema.input = (options) => {
    const text = JSON.stringify(jsonSchema.input(options), (key, value: unknown) =>
      FAR_BOUNDS.has(key) && typeof value !== 'object' ? undefined : value,
    );
    return JSON.parse(text);
  };
  const validate: typeof standard.validate = (value) => {
    const message = explainInput(name, schema, value);
    return message === undefined ? standard.validate(value) : { issues: [{ message }] };
  };
  return Object.create(schema, {
    '~standard': { value: { ...standard, jsonSchema: { ...jsonSchema, input }, validate } },
  });
}
