import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { ruleText } from '../reports/rule-text.ts';
import { prose, shownLine } from '../untrusted/plain-text.ts';
import type { ServerContext } from './context.ts';

const MARKDOWN = 'text/markdown';
/** Characters of a document that somebody asked for by its address. */
const LONGEST = 1_000_000;

/** Documents a person attaches or a model reads; each is listed once. */
export function registerResources(server: McpServer, context: ServerContext): void {
  registerPatterns(server, context);
  registerRules(server, context);
  registerReports(server, context);
  server.registerResource(
    'escalation-policy',
    'escalation://policy',
    {
      title: 'Escalation policy',
      description:
        'What needs a person before it is done: built-in triggers, those of skills, those of this workspace.',
      mimeType: MARKDOWN,
    },
    async ({ href }) => markdown(href, await context.policyText()),
  );
}

function registerPatterns(server: McpServer, { patterns }: ServerContext): void {
  server.registerResource(
    'pattern-index',
    'pattern://index',
    { title: 'All testing patterns', description: 'One line per pattern.', mimeType: MARKDOWN },
    async ({ href }) => markdown(href, (await patterns()).renderIndex()),
  );
  server.registerResource(
    'pattern',
    new ResourceTemplate('pattern://{language}/{topic}/{name}', {
      list: async () => ({
        resources: (await patterns()).list().map(({ uri, id, title, summary }) => ({
          uri,
          name: id,
          title: shownLine(title),
          description: shownLine(summary),
          mimeType: MARKDOWN,
        })),
      }),
      complete: {
        language: async (value) => (await patterns()).completeUri('language', value),
        topic: async (value, chosen) => (await patterns()).completeUri('topic', value, chosen?.arguments),
        name: async (value, chosen) => (await patterns()).completeUri('name', value, chosen?.arguments),
      },
    }),
    { title: 'Testing pattern', description: 'A testing pattern for one language.', mimeType: MARKDOWN },
    async ({ href }) => {
      const document = (await patterns()).get(href);
      if (!document) throw new ResourceNotFoundError(href);
      return markdown(href, document.text);
    },
  );
}

function registerRules(server: McpServer, { rules }: ServerContext): void {
  server.registerResource(
    'rule',
    new ResourceTemplate('rule://{id}', {
      list: async () => ({
        resources: (await rules()).map(({ id, title, severity }) => ({
          uri: `rule://${id}`,
          name: id,
          title,
          description: `Analysis rule (${severity}).`,
          mimeType: MARKDOWN,
        })),
      }),
      complete: {
        id: async (value) => (await rules()).map(({ id }) => id).filter((id) => id.startsWith(value)),
      },
    }),
    {
      title: 'Analysis rule',
      description: 'What a rule finds, why it matters, bad and good examples.',
      mimeType: MARKDOWN,
    },
    async ({ href }) => {
      const rule = (await rules()).find(({ id }) => `rule://${id}` === href);
      if (!rule) throw new ResourceNotFoundError(href);
      return markdown(href, ruleText(rule));
    },
  );
}

/** Reports are not listed: there is one for each campaign, and `verify_tests` names it. */
function registerReports(server: McpServer, { verifier }: ServerContext): void {
  server.registerResource(
    'report',
    new ResourceTemplate('report://{campaign_id}', { list: undefined }),
    {
      title: 'Campaign report',
      description: 'Every run of a campaign of verify_tests: order, seed, surroundings, failures.',
      mimeType: MARKDOWN,
    },
    async (uri, { campaign_id }) => {
      const { VerificationError } = await import('../verification/index.ts');
      try {
        return markdown(uri.href, await (await verifier()).reportText(String(campaign_id)));
      } catch (error) {
        if (error instanceof VerificationError) throw new ResourceNotFoundError(uri.href);
        throw error;
      }
    },
  );
}

function markdown(uri: string, text: string): ReadResourceResult {
  return { contents: [{ uri, mimeType: MARKDOWN, text: prose(text, LONGEST) }] };
}
