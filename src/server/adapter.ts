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
      outputSchema: output,
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
        return { isError: true, content: [{ type: 'text', text: messageFor(error, name) }] };
      }
    },
  );
}

/** The same schema, listed and enforced as it is; only its error texts are ours. */
function worded<S extends z.ZodObject>(name: string, schema: S): S {
  const standard = schema['~standard'];
  const validate: typeof standard.validate = (value) => {
    const message = explainInput(name, schema, value);
    return message === undefined ? standard.validate(value) : { issues: [{ message }] };
  };
  return Object.create(schema, { '~standard': { value: { ...standard, validate } } });
}
