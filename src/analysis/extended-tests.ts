import type { TestFile } from './facts.ts';

/** What finding the makers of an imported `test` needs of the rest of the workspace. */
interface Sources {
  read(path: string): TestFile | undefined;
  peek(path: string): string | undefined;
  resolve(fromPath: string, module: string): string | undefined;
}

/** `test`, `it`, `base`, `adminTest`, `default`; `*` stands for everything that a module hands on. */
const namesTest = /^(?:test|it|base|default|\*)$|(?:Test|It)$/;

/** What can lead to fixtures: they are made here, or handed on from here. */
const mayExtend = /\.extend\b|\bmergeTests\b|\bexport\s*(?:\*|\{[^}]*\})\s*(?:as \w+\s*)?from\b/;

/** From the test file over an index to the file that extends a `test` extended elsewhere: deeper than this nobody goes. */
const maxSteps = 4;

/** The files of the workspace whose `test.extend({ … })` made the `test` that a TypeScript file imports, nearest first. */
export function extensionsOf(file: TestFile, sources: Sources): TestFile[] {
  if (file.language !== 'typescript') return [];
  const seen = new Set([file.path]);
  const found: TestFile[] = [];
  let open = [file];
  for (let step = 0; step < maxSteps && open.length > 0; step += 1) {
    const next: TestFile[] = [];
    for (const path of open.flatMap((home) => makersIn(home, sources))) {
      const text = seen.has(path) ? undefined : sources.peek(path);
      seen.add(path);
      const maker = text !== undefined && mayExtend.test(text) ? sources.read(path) : undefined;
      if (maker) next.push(maker);
    }
    found.push(...next);
    open = next;
  }
  return found.filter(({ fixtures }) => fixtures.length > 0);
}

function makersIn({ path, imports, reexports }: TestFile, sources: Sources): string[] {
  const imported = imports.filter(
    ({ name, local, typeOnly }) => !typeOnly && name !== '*' && (namesTest.test(name) || namesTest.test(local)),
  );
  const handedOn = reexports.filter(({ name, as }) => namesTest.test(name) || namesTest.test(as));
  return [...imported, ...handedOn].flatMap(({ module }) => sources.resolve(path, module) ?? []);
}
