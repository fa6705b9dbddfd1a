import type { FunctionFact, TestFile } from './facts.ts';

/** What following base classes needs of the rest of the workspace. */
interface ClassSources {
  read(path: string): TestFile | undefined;
  peek(path: string): string | undefined;
  resolve(fromPath: string, module: string): string | undefined;
}

export interface Method {
  readonly file: TestFile;
  readonly fn: FunctionFact;
}

/** From a class to its bases, from a package to the module that it takes a name from. */
const maxSteps = 8;

/** The method that a class of a Python file has or gets from its bases, in this file or those that they come from. */
export function methodOfClass(
  file: TestFile,
  className: string,
  method: string,
  sources: ClassSources,
  steps = 0,
): Method | undefined {
  const own = file.functions.find((fn) => fn.name === method && fn.className === className);
  if (own) return { file, fn: own };
  if (steps >= maxSteps) return undefined;
  for (const base of file.classes?.find(({ name }) => name === className)?.bases ?? []) {
    const dot = base.lastIndexOf('.');
    const found =
      dot < 0
        ? base !== className && methodOfClass(file, base, method, sources, steps + 1)
        : methodOfImported(file, base.slice(0, dot) || '.', base.slice(dot + 1), method, sources, steps + 1);
    if (found) return found;
  }
  return undefined;
}

function methodOfImported(
  from: TestFile,
  module: string,
  className: string,
  method: string,
  sources: ClassSources,
  steps: number,
): Method | undefined {
  // A base may be any expression.
  const path = /^\w+$/.test(className) ? sources.resolve(from.path, module) : undefined;
  const text = path === undefined ? undefined : sources.peek(path);
  if (path === undefined || text === undefined || steps > maxSteps || !mayLeadOn(text, className)) return undefined;
  const file = sources.read(path);
  if (!file) return undefined;
  if (file.classes?.some(({ name }) => name === className))
    return methodOfClass(file, className, method, sources, steps);
  const link = file.reexports.find(({ as }) => as === className) ?? file.reexports.find(({ as }) => as === '*');
  return (
    link && methodOfImported(file, link.module, link.name === '*' ? className : link.name, method, sources, steps + 1)
  );
}

function mayLeadOn(text: string, className: string): boolean {
  return text.includes(className) || /\bimport \*/.test(text);
}
