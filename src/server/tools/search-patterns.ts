import { z } from 'zod';
import { topics } from '../../analysis/rule.ts';
import { LANGUAGES } from '../../patterns/vocabulary.ts';
import { firstThatFit } from '../../untrusted/plain-answer.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const QUERIED = 10;
/** Characters of an answer. */
const BUDGET = 40_000;

export const searchPatterns = defineTool({
  name: 'search_patterns',
  title: 'Search testing patterns',
  description:
    'Finds the testing patterns (pytest, vitest, jest, playwright) that fit words, a topic or a language, best first. Without arguments: lists them all. Read one with get_pattern.',
  input: z.strictObject({
    query: z.string().max(1_000).optional().describe('Words: a symptom, a technique, a rule id.'),
    topic: z.enum(topics).optional(),
    language: z.enum(LANGUAGES).optional(),
    limit: z.number().int().min(1).max(100).optional().describe('Default: 10 with a query, else all.'),
  }),
  output: z.object({
    patterns: z.array(
      z.object({ uri: z.string(), title: z.string(), summary: z.string(), topic: z.string(), language: z.string() }),
    ),
    more: z.number().describe('How many further patterns fit.'),
  }),
  annotations: READ_ONLY,
  async run({ query, topic, language, limit = query ? QUERIED : ALL }, context) {
    const library = await context.patterns();
    const found = library.search({
      limit: ALL,
      ...(query === undefined ? {} : { query }),
      ...(topic === undefined ? {} : { topic }),
      ...(language === undefined ? {} : { language }),
    });
    const { shown, more } = firstThatFit(
      found.map(({ uri, title, summary, topic, language }) => ({ uri, title, summary, topic, language })),
      limit,
      BUDGET,
    );
    return { patterns: shown, more };
  },
  text({ patterns, more }) {
    if (patterns.length === 0)
      return 'No pattern fits. Try other words, another topic, or no arguments for the whole list.';
    const lines = patterns.map(({ uri, title, summary }) => `${uri}\n  ${title}: ${summary}`);
    if (more > 0) lines.push(`${more} more that fit less: raise limit to see them.`);
    return lines.join('\n');
  },
});
