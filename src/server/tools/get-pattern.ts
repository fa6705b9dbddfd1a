import { z } from 'zod';
import { near } from '../../near.ts';
import type { PatternLibrary } from '../../patterns/index.ts';
import { LANGUAGES, type PatternLanguage } from '../../patterns/vocabulary.ts';
import { firstThatFit } from '../../untrusted/plain-answer.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { ToolError } from '../errors.ts';
import { Name } from '../schemas.ts';

const SUGGESTED = 3;

export const getPattern = defineTool({
  name: 'get_pattern',
  title: 'Read a testing pattern',
  description:
    'One pattern document, or one section of it, as text: when to use it, the pattern, the anti-pattern, how to check that it worked, pitfalls.',
  input: z.strictObject({
    pattern: Name.min(1).describe(
      'A uri (pattern://python/flaky/race-conditions), as findings name it, or an id (flaky/race-conditions).',
    ),
    language: z.enum(LANGUAGES).optional().describe('Which one, when an id is given that exists in both.'),
    section: Name.optional().describe('A heading, e.g. "The pattern".'),
  }),
  output: z.object({
    uri: z.string(),
    title: z.string(),
    sections: z.array(z.string()),
    counterpart: z.string().describe('The same pattern in the other language.').exactOptional(),
    text: z.string(),
  }),
  annotations: READ_ONLY,
  async run({ pattern, language, section }, context) {
    const library = await context.patterns();
    const document = library.get(pattern, language);
    if (!document) {
      const meant = nearPatterns(library, pattern, language).slice(0, SUGGESTED);
      throw new ToolError(
        `There is no pattern ${JSON.stringify(pattern)}${language ? ` for ${language}` : ''}. ` +
          `${meant.length > 0 ? `Near it: ${meant.join(', ')}. ` : ''}search_patterns without arguments lists all of them.`,
      );
    }
    const sections = firstThatFit(
      document.sections.map(({ heading }) => heading),
      100,
      4_000,
    ).shown;
    const text = section === undefined ? document.body : library.section(document, section);
    if (text === undefined) {
      throw new ToolError(
        `${document.uri} has no section ${JSON.stringify(section)}. Its sections: ${sections.join(', ')}. Leave section out for the whole document.`,
      );
    }
    const { uri, title, counterpart } = document;
    return { uri, title, sections, ...(counterpart === undefined ? {} : { counterpart }), text };
  },
  text: ({ uri, title, text, sections, counterpart }) =>
    `${text}\n\n(${title}, ${uri}. Sections: ${sections.join(', ')}.${counterpart ? ` In the other language: ${counterpart}` : ''})`,
});

/** Those whose name is spelled much like it; else those that its words find. */
function nearPatterns(library: PatternLibrary, mistyped: string, language: PatternLanguage | undefined): string[] {
  const [, scheme, rest = ''] = /^(?:(pattern:\/\/[^/]*)\/)?(.*)$/s.exec(mistyped) ?? [];
  const own = library.list().filter((pattern) => language === undefined || pattern.language === language);
  const spelled = near(rest, own, ({ id }) => [id, id.split('/').at(-1) ?? id]);
  const found =
    spelled.length > 0 ? spelled : library.search({ query: rest, limit: SUGGESTED, ...(language ? { language } : {}) });
  const uris = found.map(({ uri }) => uri);
  // The language that was asked for first; of equally near ones, the order stays.
  return scheme === undefined ? uris : uris.sort((a, b) => Number(b.startsWith(scheme)) - Number(a.startsWith(scheme)));
}
