import type { Block, Span, Test } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';
import { variablesReadIn } from '../values.ts';

/** `parametrize("a, b", …)`, `parametrize(("a", "b"), …)`; SQLAlchemy's `variation("a", …)`, `combinations(…, argnames="a, b")`. */
const columnsOf =
  /(?:(?:parametrize|variation)\(\s*(?:argnames\s*=\s*)?|combinations\([\s\S]*\bargnames\s*=\s*)(?:[[(]([^\])]*)[\])]|(["'])([^"']*)\2)/;

/** Which branch of a Python test runs is written in the table that it is made from, also by a variable that is made from its columns. */
export function isChosenByTable(
  { file, source }: RuleContext,
  test: Test,
  condition: Span | undefined,
  { function: from }: Block,
): boolean {
  if (file.language !== 'python' || !condition) return false;
  const marks = test.modifiers.filter((mark) => mark.name === 'parametrize');
  const names = marks.flatMap((mark) => {
    const [, several, , one] = columnsOf.exec(source.slice(mark.span)) ?? [];
    return (several ?? one ?? '').match(/\w+/g) ?? [];
  });
  const parameters = file.functions[test.function]?.parameters.map(({ name }) => name) ?? [];
  const columns = names.filter((name) => parameters.includes(name));
  const asked = source.slice(condition);
  if (columns.some((name) => new RegExp(`(?<!\\.)${wholeName(name)}`).test(asked))) return true;
  const read = variablesReadIn(file, condition).filter((variable) => variable.function === from);
  return (
    columns.length > 0 &&
    read.length > 0 &&
    read.every(({ initializer }) => initializer && isMadeOf(source.slice(initializer), columns))
  );
}

/** Nothing but columns and what is looked up in them, literals, built-in functions and names of its own: `next(x for x in (first, second) if x is not None)`. */
function isMadeOf(code: string, columns: readonly string[]): boolean {
  const text = code.replace(/(["'])(?:\\.|(?!\1).)*\1/g, '').replace(/\.get(?=\()/g, ' ');
  const own = [...text.matchAll(/\bfor\s+(\w+)\s+in\b/g)].map(([, name]) => name);
  const known =
    /^(?:and|or|not|in|is|if|else|for|None|True|False|next|any|all|len|bool|int|str|min|max|sum|abs|isinstance|list|tuple|set|dict)$/;
  const names = text.match(/[A-Za-z_]\w*/g) ?? [];
  return (
    names.some((name) => columns.includes(name)) &&
    !/\.[A-Za-z_]/.test(text) &&
    names.every((name) => known.test(name) || own.includes(name) || columns.includes(name))
  );
}
