import { literally } from '../../analysis/words.ts';
import type { StateKey } from '../../runners/state.ts';

export interface SourceText {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

export interface Sources {
  /** The file that declares the state. */
  readonly declaring?: SourceText | undefined;
  /** The file of the test that changed it. */
  readonly test?: SourceText | undefined;
}

/**
 * The line of JavaScript that changes the state, read from the sources: only where exactly one line can be it. A run can tell
 * for Python; here nothing short of a debugger can.
 */
export function lineThatSets(
  state: StateKey,
  { declaring, test }: Sources,
): { readonly file: string; readonly line: number } | undefined {
  const patterns = patternsFor(state);
  if (patterns.length === 0) return undefined;
  const files = [declaring, ...(declaring?.path === test?.path ? [] : [test])];
  const found = files.flatMap((file) =>
    file ? linesOf(file.text, patterns).map((line) => ({ file: file.path, line })) : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

const assigned = String.raw`\s*(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=(?![=>])`;
const counted = String.raw`\s*(?:\+\+|--)`;
const mutators = 'set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|assign';

function patternsFor({ kind, name }: StateKey): readonly RegExp[] {
  const leaf = literally(name.slice(name.lastIndexOf(':') + 1));
  const path = (expression: string) => [
    new RegExp(String.raw`(?<![\w$.'"])${expression}(?:${assigned}|${counted})`),
    new RegExp(String.raw`(?:\+\+|--)\s*${expression}\b`),
  ];
  switch (kind) {
    case 'module-variable':
      return [
        ...path(leaf),
        new RegExp(String.raw`(?<![\w$.])${leaf}(?:\.[\w$]+|\[[^\]]*\])+(?:${assigned}|${counted})`),
        new RegExp(String.raw`(?<![\w$.])${leaf}(?:\.[\w$]+)*\.(?:${mutators})\(`),
        new RegExp(String.raw`\bdelete\s+${leaf}[.[]`),
        new RegExp(String.raw`Object\.(?:assign|defineProperty)\(\s*${leaf}\b`),
      ];
    case 'class-attribute':
      return [...path(leaf), new RegExp(String.raw`(?<![\w$])${leaf}\.(?:${mutators})\(`)];
    case 'environment':
      return [
        new RegExp(String.raw`process\.env(?:\.${leaf}|\[['"]${leaf}['"]\])${assigned}`),
        new RegExp(String.raw`delete\s+process\.env(?:\.${leaf}\b|\[['"]${leaf}['"]\])`),
        new RegExp(String.raw`stubEnv\(\s*['"]${leaf}['"]`),
      ];
    case 'global':
      return [...path(`globalThis\\.${leaf.replace(/^globalThis\\\./, '')}`), ...path(`global\\.${leaf}`)];
    case 'builtin':
      return path(`(?:globalThis\\.|global\\.)?${leaf}`);
    case 'spy':
      return [new RegExp(String.raw`spyOn\(\s*${leaf.replace(/\\\.(\w+)$/, String.raw`\s*,\s*['"]$1['"]`)}`)];
    case 'fake-timers':
      return [/\buseFakeTimers\(/];
    case 'working-directory':
      return [/\bprocess\.chdir\(/];
    default:
      return [];
  }
}

/** Numbers from 1; declarations and comments set nothing. */
function linesOf(text: string, patterns: readonly RegExp[]): number[] {
  return text.split('\n').flatMap((line, index) => {
    const code = line.trim();
    const declares = /^(?:export\s+)?(?:const|let|var|static)\s/.test(code);
    const comments = /^(?:\/\/|\*|\/\*)/.test(code);
    return !declares && !comments && patterns.some((pattern) => pattern.test(code)) ? [index + 1] : [];
  });
}
