import { z } from 'zod';
import { LANGUAGES } from '../../patterns/vocabulary.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { ToolError } from '../errors.ts';

export const getPattern = defineTool({
  name: 'get_pattern',
  title: 'Read a testing pattern',
  description:
    'One pattern document, or one section of it, as text: when to use it, the pattern, the anti-pattern, how to check that it worked, pitfalls.',
  input: z.strictObject({
    pattern: z
      .string()
      .describe('A uri (pattern://python/flaky/race-conditions) or the id that findings name (flaky/race-conditions).'),
    language: z.enum(LANGUAGES).optional().describe('Which one, when an id is given that exists in both.'),
    section: z.string().optional().describe('A heading, e.g. "The pattern".'),
  }),
  output: z.object({
    uri: z.string(),
    title: z.string(),
    sections: z.array(z.string()),
    counterpart: z.string().describe('The same pattern in the other language.'),
    text: z.string(),
  }),
  annotations: READ_ONLY,
  async run({ pattern, language, section }, context) {
    const library = await context.patterns();
    const document = library.get(pattern, language);
    if (!document) {
      const near = library.search({ query: pattern.replace(/^pattern:/, ''), limit: 3 }).map(({ uri }) => uri);
      throw new ToolError(
        `There is no pattern "${pattern}"${language ? ` for ${language}` : ''}. ` +
          `${near.length > 0 ? `Near it: ${near.join(', ')}. ` : ''}search_patterns without arguments lists all of them.`,
      );
    }
    const sections = document.sections.map(({ heading }) => heading);
    const text = section === undefined ? document.body : library.section(document, section);
    if (text === undefined) {
      throw new ToolError(
        `${document.uri} has no section "${section}". Its sections: ${sections.join(', ')}. Leave section out for the whole document.`,
      );
    }
    return { uri: document.uri, title: document.title, sections, counterpart: document.counterpart, text };
  },
  text: ({ uri, title, text, sections, counterpart }) =>
    `${text}\n\n(${title}, ${uri}. Sections: ${sections.join(', ')}. In the other language: ${counterpart})`,
});
