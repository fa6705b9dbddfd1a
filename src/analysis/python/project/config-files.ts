import type { ConfigFile, ConfigOption } from '../../config-file.ts';
import type { CommentFact, Span } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { Source } from '../../source.ts';
import { argumentWords, configSources, lines, type OptionValue } from './config.ts';
import { join } from './modules.ts';

/** The files of one folder that configure pytest, in the order in which it looks for them, and a tox.ini that starts it. */
export function configFilesIn(folder: string, files: ProjectFiles): ConfigFile[] {
  const found: ConfigFile[] = [];
  for (const { name, read } of configSources) {
    const path = join(folder, name);
    const text = files.read(path);
    if (text === undefined) continue;
    const options = read(text);
    if (!options && name !== 'tox.ini') continue;
    const section = options && sectionOf(text, name);
    const first = found.find((file) => file.section !== undefined);
    found.push({
      path,
      text,
      language: 'python',
      framework: 'pytest',
      ...(section && { section }),
      ...(options && first && { unreadFor: first.path }),
      options: section ? [...(options ?? [])].map(([option, value]) => placed(option, value, text, section)) : [],
      comments: suppressions(text),
    });
  }
  return found;
}

const heads: Readonly<Record<string, RegExp>> = {
  'pyproject.toml': /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*pytest(?:[ \t]*\.[ \t]*ini_options)?[ \t]*\]/m,
  'setup.cfg': /^\[tool:pytest\]/m,
};

/** The head of the section; in a file of pytest's own without one, or where it is written in an unusual way, the first line. */
function sectionOf(text: string, name: string): Span {
  const head = (heads[name] ?? /^[ \t]*\[[ \t]*pytest[ \t]*\]/m).exec(text);
  if (head) {
    const start = head.index + head[0].length - head[0].trimStart().length;
    return { start, end: head.index + head[0].length };
  }
  return { start: 0, end: text.search(/\r?\n|$/) };
}

/**
 * Finds an option's name and values in the text behind the section's head. What is not written there as it is read (escapes,
 * inline tables) is given the place of its option or its section.
 */
function placed(name: string, value: OptionValue, text: string, section: Span): ConfigOption {
  const behind = text.slice(section.end);
  const head = new RegExp(`^([ \\t]*["']?)(${name.replace(/\W/g, '\\$&')})["']?[ \\t]*[=:]`, 'm').exec(behind);
  const start = head ? section.end + head.index + (head[1] ?? '').length : section.start;
  const span = head ? { start, end: start + name.length } : section;
  const values = name === 'addopts' ? argumentWords(value) : lines(value);
  let from = span.end;
  return {
    name,
    span,
    values: values.map((each) => {
      const at = text.indexOf(each, from);
      if (at === -1) return { text: each, span };
      from = at + each.length;
      return { text: each, span: { start: at, end: from } };
    }),
  };
}

/** Comments that speak to this tool; ini files also know `;`. */
function suppressions(text: string): CommentFact[] {
  const source = new Source(text);
  return Array.from(text.matchAll(/[#;][^\r\n]*?testing-patterns:[^\r\n]*/g), (match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    return {
      text: match[0],
      span,
      line: source.position(span.start).line,
      ownLine: text.slice(source.lineStart(span.start), span.start).trim() === '',
    };
  });
}
