import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, type ElicitRequest, type ElicitResult } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstStdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  ElicitRequestSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { cleanEnvironment, program, tap } from './program.ts';
import type { Sandbox } from './sandbox.ts';

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const ToolResult = z.object({
  content: z.array(TextPart),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
});

const ListedTool = z.object({
  name: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()),
  _meta: z.record(z.string(), z.unknown()).optional(),
  title: z.string(),
});
export type ListedTool = z.infer<typeof ListedTool>;

const ListedPrompt = z.object({
  name: z.string(),
  description: z.string(),
  arguments: z.array(z.object({ name: z.string(), description: z.string(), required: z.boolean() })),
});
export type ListedPrompt = z.infer<typeof ListedPrompt>;

const PromptText = z.object({ messages: z.tuple([z.object({ role: z.literal('user'), content: TextPart })]) });

export interface Answer {
  readonly structured: Record<string, unknown>;
  readonly text: string;
  readonly isError: boolean;
}

/** What a person does with the form that a client shows. */
export type Person = (message: string) => ElicitResult;

export interface Connection {
  readonly era: string | undefined;
  readonly instructions: string;
  call(tool: string, args?: Record<string, unknown>): Promise<Answer>;
  tools(): Promise<readonly ListedTool[]>;
  resources(): Promise<readonly string[]>;
  read(uri: string): Promise<string>;
  complete(uri: string, name: string, value: string): Promise<readonly string[]>;
  prompts(): Promise<readonly ListedPrompt[]>;
  prompt(name: string, args: Record<string, string>): Promise<string>;
  completePrompt(name: string, argument: string, value: string): Promise<readonly string[]>;
  /** From now on: each notice of a change, as `updated URI` or `list changed`. */
  notices(uri: string): Promise<readonly string[]>;
  /** Every line that the server has written to stdout so far. */
  stdoutLines(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly sandbox: Sandbox;
  /** Without one, the client does not say that it can ask. */
  readonly person?: Person;
  readonly args?: readonly string[];
}

const INFO = { name: 'e2e', version: '1.0.0' };
const capabilitiesOf = (person: Person | undefined) => (person ? { elicitation: {} } : {});
const messageOf = (request: Pick<ElicitRequest, 'params'>) => request.params.message;
let serial = 0;

function launch({ sandbox, args = ['serve', '--root', sandbox.project] }: ConnectOptions) {
  serial += 1;
  const copy = path.join(sandbox.home, `stdout-${serial}.jsonl`);
  return {
    copy,
    parameters: {
      command: process.execPath,
      args: [tap, copy, program, ...args],
      env: cleanEnvironment(sandbox.home),
      cwd: sandbox.home,
      stderr: 'ignore' as const,
    },
  };
}

async function connectSecond(mode: 'legacy' | { pin: string }, options: ConnectOptions): Promise<Connection> {
  const { copy, parameters } = launch(options);
  const client = new Client(INFO, { capabilities: capabilitiesOf(options.person), versionNegotiation: { mode } });
  const { person } = options;
  if (person) client.setRequestHandler('elicitation/create', (request) => person(messageOf(request)));
  await client.connect(new StdioClientTransport(parameters));
  return {
    era: client.getNegotiatedProtocolVersion(),
    instructions: client.getInstructions() ?? '',
    call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
    tools: async () => (await client.listTools()).tools.map((tool) => ListedTool.parse(tool)),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    read: async (uri) => textOf((await client.readResource({ uri })).contents),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion.values,
    prompts: async () => (await client.listPrompts()).prompts.map((prompt) => ListedPrompt.parse(prompt)),
    prompt: async (name, args) =>
      PromptText.parse(await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    completePrompt: async (name, argument, value) =>
      (await client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value } })).completion
        .values,
    notices: async (uri) => {
      const heard: string[] = [];
      client.setNotificationHandler('notifications/resources/list_changed', () => void heard.push('list changed'));
      client.setNotificationHandler(
        'notifications/resources/updated',
        ({ params }) => void heard.push(`updated ${params.uri}`),
      );
      if (mode === 'legacy') await client.subscribeResource({ uri });
      else await client.listen({ resourcesListChanged: true, resourceSubscriptions: [uri] });
      return heard;
    },
    stdoutLines: () => linesOf(copy),
    close: () => client.close(),
  };
}

async function connectFirst(options: ConnectOptions): Promise<Connection> {
  const { copy, parameters } = launch(options);
  const client = new FirstClient(INFO, { capabilities: capabilitiesOf(options.person) });
  const { person } = options;
  if (person) client.setRequestHandler(ElicitRequestSchema, (request) => person(request.params.message));
  const transport = new FirstStdioClientTransport(parameters);
  let era: string | undefined;
  Object.assign(transport, { setProtocolVersion: (version: string) => (era = version) });
  await client.connect(transport);
  return {
    era,
    instructions: client.getInstructions() ?? '',
    call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
    tools: async () => (await client.listTools()).tools.map((tool) => ListedTool.parse(tool)),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    read: async (uri) => textOf((await client.readResource({ uri })).contents),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion.values,
    prompts: async () => (await client.listPrompts()).prompts.map((prompt) => ListedPrompt.parse(prompt)),
    prompt: async (name, args) =>
      PromptText.parse(await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    completePrompt: async (name, argument, value) =>
      (await client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value } })).completion
        .values,
    notices: async (uri) => {
      const heard: string[] = [];
      client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void heard.push('list changed'));
      client.setNotificationHandler(
        ResourceUpdatedNotificationSchema,
        ({ params }) => void heard.push(`updated ${params.uri}`),
      );
      await client.subscribeResource({ uri });
      return heard;
    },
    stdoutLines: () => linesOf(copy),
    close: () => client.close(),
  };
}

export const clients = [
  {
    name: 'the v2 client, pinned to 2026-07-28',
    era: '2026-07-28',
    connect: (options: ConnectOptions) => connectSecond({ pin: '2026-07-28' }, options),
  },
  {
    name: 'the v2 client in 2025 mode',
    era: '2025-11-25',
    connect: (options: ConnectOptions) => connectSecond('legacy', options),
  },
  { name: 'the v1 client', era: '2025-11-25', connect: connectFirst },
] as const;

function answerOf(result: unknown): Answer {
  const { content, structuredContent = {}, isError = false } = ToolResult.parse(result);
  return { structured: structuredContent, text: content.map(({ text }) => text).join('\n'), isError };
}

function textOf(contents: readonly unknown[]): string {
  return contents.map((part) => z.object({ text: z.string() }).parse(part).text).join('\n');
}

async function linesOf(copy: string): Promise<readonly string[]> {
  return (await readFile(copy, 'utf8')).split('\n').filter((line) => line !== '');
}
