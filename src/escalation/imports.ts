import path from 'node:path';
import type { ConfigReader } from './configs.ts';
import type { ConfigFile } from './facts/context.ts';

/** Enough to get from a test over a helper to the module that connects; bounds the reads of one decision. */
const maxSteps = 3;
const maxFiles = 300;

/** Modules of the workspace that these files import, and what those import. Modules that a file replaces by mocks are left out. */
export async function modulesOf(files: readonly ConfigFile[], reader: ConfigReader): Promise<ConfigFile[]> {
  const has = existing(reader);
  const seen = new Set(files.map(({ path }) => path));
  const asked = new Set<string>();
  const found: ConfigFile[] = [];
  let next = files;
  for (let step = 0; step < maxSteps && next.length > 0; step++) {
    const loaded: ConfigFile[] = [];
    for (const file of next) {
      for (const candidates of importsOf(file, reader.roots)) {
        if (found.length >= maxFiles) return found;
        // Tests of a folder import much the same.
        const meant = candidates.join();
        if (asked.has(meant)) continue;
        asked.add(meant);
        const at = await firstOf(candidates, has);
        if (at === undefined || seen.has(at)) continue;
        seen.add(at);
        const text = await reader.read(at);
        if (text === undefined) continue;
        loaded.push({ path: at, text });
        found.push({ path: at, text });
      }
    }
    next = loaded;
  }
  return found;
}

/** Asks the disk once for each folder, and for none whose name the folder above does not hold: most candidates lie in no folder. */
function existing(reader: ConfigReader): (file: string) => Promise<boolean> {
  const folders = new Map<string, Promise<ReadonlySet<string>>>();
  function namesIn(folder: string): Promise<ReadonlySet<string>> {
    const names = folders.get(folder) ?? list(folder);
    folders.set(folder, names);
    return names;
  }
  async function list(folder: string): Promise<ReadonlySet<string>> {
    const isThere = folder === '' || reader.roots.includes(folder) || (await has(folder.slice(0, -1)));
    return new Set(isThere ? await reader.list(folder) : []);
  }
  async function has(file: string): Promise<boolean> {
    const end = file.lastIndexOf('/') + 1;
    return (await namesIn(file.slice(0, end))).has(file.slice(end));
  }
  return has;
}

async function firstOf(
  candidates: readonly string[],
  has: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const candidate of candidates) if (await has(candidate)) return candidate;
  return undefined;
}

/** More imports than a file has. */
const maxImports = 200;

/** For each import the files that it may mean, likeliest first. */
function importsOf({ path, text }: ConfigFile, roots: readonly string[]): string[][] {
  const imports = path.endsWith('.py') ? pythonImports(path, text, roots) : scriptImports(path, text);
  return imports.slice(0, maxImports);
}

const scriptImport = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s{0,5}(["'])(\.{1,2}\/[^"'\n]{0,200}|\.{1,2})\1/g;
const scriptMock =
  /\.(?:do|unstable_)?[mM]ock(?:Module)?\(\s{0,20}(?:import\(\s{0,5})?(["'])(\.{1,2}\/[^"'\n]{0,200})\1/g;
const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

function scriptImports(file: string, text: string): string[][] {
  const mocked = new Set([...text.matchAll(scriptMock)].map(([, , name]) => name));
  return [...text.matchAll(scriptImport)].flatMap(([, , name = '']) => {
    const plain = path.posix.join(path.posix.dirname(file), name);
    if (mocked.has(name) || plain.startsWith('../')) return [];
    const source = plain.replace(/\.([cm]?)jsx?$/, '.$1ts');
    return [
      [plain, source, `${source}x`, ...extensions.map((end) => `${plain}${end}`)]
        .concat(extensions.map((end) => `${plain}/index${end}`))
        .filter((candidate) => /\.[cm]?[jt]sx?$/.test(candidate)),
    ];
  });
}

const pythonImport =
  /^[ \t]{0,40}(?:from[ \t]+(\.{0,5}[\w.]*)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n]{0,400})|import[ \t]+([\w., \t]{1,400}))/gm;

function pythonImports(file: string, text: string, roots: readonly string[]): string[][] {
  const folders = file.split('/').slice(0, -1);
  const above = folders.map((_, index) => `${folders.slice(0, folders.length - index).join('/')}/`);
  const bases = [...new Set([...above, ...roots, ...roots.map((root) => `${root}src/`)])];
  return [...text.matchAll(pythonImport)].flatMap(([, from, names = '', plain = '']) => {
    if (from === undefined) return plain.split(',').map((name) => pythonFiles(bases, name.trim().split(/\s/)[0] ?? ''));
    const dots = /^\.*/.exec(from)?.[0].length ?? 0;
    const module = from.slice(dots);
    const within =
      dots === 0 ? bases : [`${folders.slice(0, folders.length - dots + 1).join('/')}/`.replace(/^\/$/, '')];
    const members = names.replace(/[()]/g, '').split(',');
    return [
      ...(module === '' ? [] : [pythonFiles(within, module)]),
      ...members.map((name) => pythonFiles(within, [module, name.trim().split(/\s/)[0]].filter(Boolean).join('.'))),
    ];
  });
}

function pythonFiles(bases: readonly string[], module: string): string[] {
  const plain = module.replaceAll('.', '/');
  if (!/^\w[\w/]*$/.test(plain)) return [];
  return bases.flatMap((base) => [`${base}${plain}.py`, `${base}${plain}/__init__.py`]);
}
