import { type StdioServerHandle, StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { buildServer } from './build-server.ts';
import type { ServerContext } from './context.ts';
import { longestLine, withoutLongLines } from './long-lines.ts';

/** Told on stderr. A client that reads no stderr would block the process when the pipe, of 64 KB, is full. */
const mostErrors = 100;
const longestError = 300;

/**
 * Serves one client over this process's stdin and stdout, in either protocol era, until stdin ends. stdout carries
 * nothing but protocol messages; everything else goes to stderr.
 */
export function serveStdio(context: ServerContext): StdioServerHandle {
  let errors = 0;
  const onerror = ({ message }: Error) => {
    errors += 1;
    if (errors > mostErrors) return;
    const last = errors === mostErrors ? ' Further errors of the connection are not shown.' : '';
    process.stderr.write(`testing-patterns-mcp: ${message.slice(0, longestError)}${last}\n`);
  };
  const input = withoutLongLines(() => {
    const message = `A message of more than ${longestLine} bytes is not read. Send a shorter one: of a long output its end.`;
    onerror(new Error(message));
    transport.send({ jsonrpc: '2.0', error: { code: -32600, message } }).catch(onerror);
  });
  const transport: StdioServerTransport = new StdioServerTransport(process.stdin.pipe(input));
  // When the transport closes, nothing may keep the process alive.
  input.on('pause', () => process.stdin.pause());
  return serve(buildServer(context), { transport, onerror });
}
