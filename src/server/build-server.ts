import { randomBytes } from 'node:crypto';
import { createRequestStateCodec, McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import type { SkillCatalog } from '@modelcontextprotocol/server/ext/skills';
import { name, version } from '../version.ts';
import { registerTool } from './adapter.ts';
import { ChangeNotices } from './changes.ts';
import type { ServerContext } from './context.ts';
import { instructions } from './instructions.ts';
import { registerPrompts } from './prompts/index.ts';
import { registerResources } from './resources.ts';
import { loadSkillCatalog } from './skills.ts';
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
  const skills = loadSkills(context, notices);
  return async () => {
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
    (await skills)?.attach(server);
    return server;
  };
}

/** The skills, kept as their files are; clients hear of what changes. Without them everything else is served all the same. */
async function loadSkills(context: ServerContext, notices: ChangeNotices): Promise<SkillCatalog | undefined> {
  try {
    const catalog = await loadSkillCatalog(await context.skillFolders());
    const library = await context.library();
    library.onChange(async (change) => {
      await catalog.reload();
      notices.tell(change);
    });
    return catalog;
  } catch (error) {
    process.stderr.write(
      `testing-patterns-mcp: no skills: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return undefined;
  }
}
