import type { ConfigFile, ConfigOption, ConfigValue } from '../../../config-file.ts';
import type { Span } from '../../../facts.ts';

/** An option on a command line: `--name value`, `--name=value`, `-nvalue`, `--flag`. */
export interface CommandArgument {
  /** With its dashes. */
  readonly name: string;
  /** What stands behind `=`, or the next word when it could be a value. */
  readonly value: string | undefined;
  readonly span: Span;
}

/** The command line arguments that a config file adds to every run. */
export function argumentsOf(config: ConfigFile): CommandArgument[] {
  const words = optionOf(config, 'addopts')?.values ?? [];
  return words.flatMap((word, index) => (word.text.startsWith('-') ? [argument(word, words[index + 1])] : []));
}

export function optionOf(config: ConfigFile, name: string): ConfigOption | undefined {
  return config.options.find((option) => option.name === name);
}

function argument(word: ConfigValue, next: ConfigValue | undefined): CommandArgument {
  const [, name = '', joined] = /^(--[^=]+|-\w)=?([\s\S]+)?$/.exec(word.text) ?? [];
  if (joined !== undefined) return { name, value: joined, span: word.span };
  const following = next && !next.text.startsWith('-') ? next : undefined;
  return {
    name: name === '' ? word.text : name,
    value: following?.text,
    span:
      following && following.span.start >= word.span.end
        ? { start: word.span.start, end: following.span.end }
        : word.span,
  };
}
