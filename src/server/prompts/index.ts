import type { McpServer } from '@modelcontextprotocol/server';
import type { ServerContext } from '../context.ts';
import { debugFlakyTest } from './debug-flaky-test.ts';
import { isolateDatabaseTest } from './isolate-database-test.ts';
import { mockExternalService } from './mock-external-service.ts';
import type { Prompt } from './prompt.ts';
import { reviewTestFile } from './review-test-file.ts';
import { stabilizeSuite } from './stabilize-suite.ts';
import { writeAsyncTest } from './write-async-test.ts';

const prompts: readonly Prompt[] = [
  debugFlakyTest,
  reviewTestFile,
  writeAsyncTest,
  mockExternalService,
  isolateDatabaseTest,
  stabilizeSuite,
];

export function registerPrompts(server: McpServer, context: ServerContext): void {
  for (const { name, title, description, args, text } of prompts)
    server.registerPrompt(name, { title, description, argsSchema: args(context) }, (given) => ({
      description,
      messages: [{ role: 'user', content: { type: 'text', text: text(given, context) } }],
    }));
}
