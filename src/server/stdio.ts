import { type StdioServerHandle, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { shownCode } from '../untrusted/plain-text.ts';
import { buildServer } from './build-server.ts';
import type { ServerContext } from './context.ts';

/**
 * Serves one client over this process's stdin and stdout, in either protocol era, until stdin ends. stdout carries
 * nothing but protocol messages; everything else goes to stderr.
 */
export function serveStdio(context: ServerContext): StdioServerHandle {
  return serve(buildServer(context), {
    onerror: (error) => process.stderr.write(`testing-patterns-mcp: ${shownCode(error.message)}\n`),
  });
}
