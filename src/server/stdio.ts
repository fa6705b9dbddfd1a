import { type StdioServerHandle, StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { buildServer } from './build-server.ts';
import type { ServerContext } from './context.ts';
import { longestLine, withoutLongLines } from './long-lines.ts';

/**
 * Serves one client over this process's stdin and stdout, in either protocol era, until stdin ends. stdout carries
 * nothing but protocol messages; everything else goes to stderr.
 */
export function serveStdio(context: ServerContext): StdioServerHandle {
  const onerror = (error: Error) => process.stderr.write(`testing-patterns-mcp: ${error.message}\n`);
  const input = withoutLongLines(() => {
    const message = `A message of more than ${longestLine} bytes is not read. Send a shorter one: of a long output its end.`;
    onerror(new Error(message));
    void transport.send({ jsonrpc: '2.0', error: { code: -32600, message } }).catch(onerror);
  });
  // When the transport closes, nothing may keep the process alive.
  input.on('pause', () => process.stdin.pause());
  const transport = new StdioServerTransport(process.stdin.pipe(input), process.stdout);
  return serve(buildServer(context), { transport, onerror });
}
