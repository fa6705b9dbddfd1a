import { Lexer, Parser } from 'yaml';

/** Levels of lists and maps: more than any configuration has, and few enough that each is read at once. */
export const maxYamlDepth = 64;

/**
 * True when YAML is nested so deeply that reading it takes seconds, or the whole process: on a stack that is nearly used up V8
 * may fail to compile an expression of the reader, and then aborts instead of throwing (seen with a thousand `[`).
 * To be asked before `parse`. The parser that is asked here keeps its own stack, so brackets in quotes are no levels.
 */
export function isDeepYaml(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) {
      // What it has read does not matter here.
    }
    // The document is on the stack too.
    if (parser.stack.length > maxYamlDepth + 1) return true;
  }
  return false;
}
