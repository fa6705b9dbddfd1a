import type { CallFact, TestFile, Variable } from '../../facts.ts';

/** What a call is to the package it comes from: `createServer` of `http`, `watch` of `chokidar`. */
export interface PackageCall {
  /** Without `node:` and without a path: `fs` also for `node:fs/promises`. */
  readonly module: string;
  /** The last name of the call: `writeFile` for `fs.promises.writeFile`; the exported name where a local one hides it. */
  readonly name: string;
}

/** The package function that a call runs; undefined for the file's own functions, for globals and for links of a chain. */
export function packageCall(call: CallFact): PackageCall | undefined {
  const { origin, callee } = call;
  if (!origin || callee.includes('()')) return undefined;
  const module = origin.module.replace(/^node:/, '').replace(/^(fs|timers|stream|dns|readline)\/promises$/, '$1');
  const path = callee.replace(/^new /, '').split('.');
  const last = path.at(-1) ?? '';
  const name = path.length === 1 && origin.name !== '*' && origin.name !== 'default' ? origin.name : last;
  return { module, name };
}

/** The file, or a mock of the whole module in it, puts something else in the place of a package. */
export function isStoodIn(file: TestFile, module: string): boolean {
  return file.interceptions.some(
    ({ via, target }) =>
      target !== undefined &&
      /mock/i.test(via) &&
      (target.replace(/^node:/, '') === module || target.replace(/^node:/, '').startsWith(`${module}/`)),
  );
}

/** A name that only stands for something: a mock, a fake, a stub. */
export function isStandIn(variable: Variable | undefined, name: string): boolean {
  return variable?.value === 'mock' || /mock|fake|stub|spy|dummy/i.test(name);
}
