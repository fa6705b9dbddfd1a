import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  inputResponse,
  type McpServer,
  type ServerContext as RequestContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ClientAnswer, ToolCall } from './define-tool.ts';

/** The name under which the one question of a call travels. */
export const QUESTION = 'approve';

const Info = z.object({ name: z.string(), version: z.string() });
const Capabilities = z.object({
  elicitation: z.object({ form: z.unknown(), url: z.unknown() }).partial().optional(),
});
const Envelope = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: Capabilities.optional(),
  [CLIENT_INFO_META_KEY]: Info.optional(),
});

/** What a request says of the client behind it, in either protocol era. */
export function toolCall(server: McpServer, { mcpReq }: RequestContext): ToolCall {
  // 2026-era requests carry who the client is and what it can do; a 2025-era client said so once, at the start.
  const envelope = Envelope.safeParse(mcpReq.envelope ?? {}).data ?? {};
  const info = envelope[CLIENT_INFO_META_KEY] ?? server.server.getClientVersion();
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  const elicitation = capabilities?.elicitation;
  return {
    signal: mcpReq.signal,
    progress: progressOf(mcpReq),
    client: {
      name: info ? `${info.name}/${info.version}` : 'unknown client',
      // An empty object means forms; a client that lists only `url` cannot show one.
      canBeAsked: elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined),
    },
    answer: clientAnswer(mcpReq),
  };
}

function clientAnswer({ inputResponses, requestState }: RequestContext['mcpReq']): ClientAnswer | undefined {
  const seen = inputResponse(inputResponses, QUESTION);
  if (seen.kind !== 'elicit') return undefined;
  return { action: seen.action, content: seen.content ?? {}, state: requestState() };
}

/** Milliseconds between two progress notices. */
const PROGRESS_INTERVAL = 250;

function progressOf({ _meta, notify }: RequestContext['mcpReq']): ToolCall['progress'] {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let last = performance.now();
  return (progress, total) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL) return;
    last = now;
    // A client that went away is no reason to fail the call.
    notify({ method: 'notifications/progress', params: { progressToken, progress, total } }).catch(() => {});
  };
}
