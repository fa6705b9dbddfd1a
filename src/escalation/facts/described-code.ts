import type { Action } from '../action.ts';
import { scan } from '../source/scan.ts';
import { markersIn, saidOf } from './capabilities.ts';
import { markersFor } from './capability-markers.ts';
import { effectiveLines } from './described-text.ts';
import type { Fact } from './fact.ts';

/** What shells make commands of that nobody can read: decoded or turned round, and run. */
const shell: readonly RegExp[] = [
  /\|\s*(?:sudo\s+)?((?:ba|z|da|k|fi)?sh)\b(?!\s*\.)/,
  /(?:^|[;&|(]\s*)(eval)\s+["'$`]/m,
  /\b((?:base64|base32)\s+(?:-[a-z]*d|-D|--decode))\b/,
  /\b(xxd\s+-[a-z]*r|openssl\s+(?:enc|base64)\s[^|;\n]*-d)\b/,
  /\|\s*(rev)\b|<<<\s*\S[^\n]*\|\s*(tr)\s/,
  /\b(printf|echo\s+-e)\s+["']?(?:\\x[\da-f]{2}|\\[0-3]?[0-7]{2}){3}/i,
];
/** The code stands in a string of the shell. */
const inline = /\b(?:node|deno|bun|python3?|perl|ruby)\s+(?:-\w+\s+)*(?:eval\b|-e\b|-p\b|-c\b|--eval\b|--print\b)/;

/** Code in a command, in a diff or given as text: the same that is looked for in a change. Of code that is no diff, nobody knows what is new. */
export function describedCodeFacts({ command = '', paths = [] }: Action): Fact[] {
  if (command === '') return [];
  const written = effectiveLines(command).join('\n');
  const diffed = [...command.matchAll(/^\+\+\+ (?:b\/)?(\S+)/gm)].map(([, path = '']) => path);
  const languages = [...paths, ...diffed].flatMap((path) => (markersFor(path).length > 0 ? [path] : []));
  const code = (languages.length > 0 ? languages : ['a.ts', 'a.py']).map((path) =>
    path.endsWith('.py') ? 'a.py' : 'a.ts',
  );
  const inCode = [...new Set(code)].flatMap((path) =>
    markersFor(path)
      .filter(({ id }) => id === 'code-from-text' || diffed.length > 0)
      .flatMap((marker) => {
        const blanked = inline.test(written) ? written : scan(path, written).code;
        return [...markersIn(marker, written, blanked).keys()].map((word) => ({
          id: marker.id,
          ...saidOf(marker, word),
        }));
      }),
  );
  const inShell = shell.flatMap((expression) => {
    const [, ...groups] = expression.exec(written) ?? [];
    const word = groups.find((group) => group !== undefined);
    return word === undefined
      ? []
      : [{ id: 'code-from-text' as const, ...saidOf({ id: 'code-from-text', name: 'evaluating' }, word) }];
  });
  const facts = [...inCode, ...inShell].map((fact) => ({ ...fact, where: { path: 'command' } }));
  return [...new Map(facts.map((fact) => [fact.statement, fact])).values()];
}
