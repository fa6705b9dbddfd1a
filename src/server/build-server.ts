import { randomBytes } from 'node:crypto';
import { createRequestStateCodec, McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import { name, version } from '../version.ts';
import { registerTool } from './adapter.ts';
import { ChangeNotices } from './changes.ts';
import type { ServerContext } from './context.ts';
import { instructions } from './instructions.ts';
import { registerPrompts } from './prompts/index.ts';
import { registerResources } from './resources.ts';
import { SkillFolders } from './skills.ts';
import { tools } from './tools/index.ts';

/** Seconds that a person has to answer a question. */
const QUESTION_LIFETIME = 600;
/** Milliseconds for which a client may keep the lists: they change only with the program. */
const LIST_LIFETIME = 300_000;

/**
 * Gives the factory that `serveStdio` and `createMcpHandler` call once per connection or request. All instances share
 * `context`, and with it the plans and approvals of this process.
 */
export function buildServer(context: ServerContext): McpServerFactory {
  // A key of this process: questions do not outlive it.
  const states = createRequestStateCodec<unknown>({
    key: randomBytes(32),
    ttlSeconds: QUESTION_LIFETIME,
    bind: ({ mcpReq }) => mcpReq.method,
  });
  const notices = new ChangeNotices();
  const skills = new SkillFolders(context.skillFolders);
  context.onPatternChange(async (change) => {
    await skills.reload();
    notices.tell(change);
  });
  return () => {
    const server = new McpServer(
      { name, title: 'Testing patterns', version },
      {
        instructions,
        requestState: { verify: states.verify },
        cacheHints: { 'tools/list': { ttlMs: LIST_LIFETIME }, 'resources/templates/list': { ttlMs: LIST_LIFETIME } },
      },
    );
    for (const tool of tools) registerTool(server, tool, context, states);
    registerResources(server, context);
    registerPrompts(server, context);
    notices.register(server);
    skills.extension.attach(server);
    return server;
  };
}
