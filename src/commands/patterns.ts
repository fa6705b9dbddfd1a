import type { PatternLanguage, PatternTopic } from '../patterns/index.ts';
import type { ServerContext } from '../server/context.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { prose } from '../untrusted/plain-text.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, complain, print } from './output.ts';

export interface PatternsOptions {
  readonly topic?: PatternTopic;
  readonly language?: PatternLanguage;
}

/** A uri or an id prints that document; other words search; nothing lists all. */
export async function patterns(
  words: readonly string[],
  { topic, language }: PatternsOptions,
  context: ServerContext,
): Promise<ExitCode> {
  const library = await context.patterns();
  for (const { path, line, message } of plainAnswer(library.problems)) complain(`${path}:${line}: ${message}`);
  const query = words.join(' ');
  const document = library.get(query, language);
  if (document) {
    print(prose(document.body, Infinity));
    return EXIT.ok;
  }
  const found = library.search({
    query,
    limit: Number.MAX_SAFE_INTEGER,
    ...(topic === undefined ? {} : { topic }),
    ...(language === undefined ? {} : { language }),
  });
  if (found.length === 0) {
    complain(`No pattern fits "${query}". Run "testing-patterns-mcp patterns" for the whole list.`);
    return EXIT.found;
  }
  print(
    plainAnswer(found)
      .map(({ uri, title, summary }) => `${colors.bold(uri)}\n  ${title}: ${summary}`)
      .join('\n'),
  );
  return EXIT.ok;
}
