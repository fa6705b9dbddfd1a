import type { ProjectFiles } from '../../language.ts';
import { joinPath } from './folders.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const isCode = /\.[cm]?[jt]sx?$/;

/** The file that a path without (or with another) extension means: `./x` -> `x.ts`, `./x.js` -> `x.ts`, `./x` -> `x/index.ts`. */
export function tryFile(files: ProjectFiles, folder: string, path: string): string | undefined {
  const base = joinPath(folder, path);
  if (base === undefined) return undefined;
  if (isCode.test(base) && files.exists(base)) return base;
  const written = sourceOf(base).find((candidate) => files.exists(candidate));
  if (written) return written;
  for (const suffix of [...extensions, ...extensions.map((extension) => `/index${extension}`)]) {
    const candidate = base === '' ? suffix.slice(1) : `${base}${suffix}`;
    if (files.exists(candidate)) return candidate;
  }
  return undefined;
}

/** TypeScript writes `./x.js` for `x.ts`. */
function sourceOf(path: string): string[] {
  const found = /^(.*)\.([cm]?)js(x?)$/.exec(path);
  if (!found) return [];
  const [, stem = '', kind = '', jsx = ''] = found;
  return jsx === '' && kind === '' ? [`${stem}.ts`, `${stem}.tsx`] : [`${stem}.${kind}ts${jsx}`];
}
