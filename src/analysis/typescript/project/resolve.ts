import type { ProjectFiles } from '../../language.ts';
import type { Configs } from './configs.ts';
import { readConfigModule, readJson } from './evaluate.ts';
import { folderOf, joinPath, upwards } from './folders.ts';
import type { Manifests } from './manifests.ts';
import { tryFile } from './module-files.ts';
import { isRecord, lookUp, merge, texts, type Value } from './values.ts';

interface Alias {
  /** What the module begins with, up to the star. */
  readonly prefix: string;
  /** A star or a bare prefix match; otherwise the whole module must be equal. */
  readonly open: boolean;
  readonly suffix: string;
  /** Paths relative to the root, `*` where the rest goes. */
  readonly targets: readonly string[];
}

/** Finds the workspace file that an import means. */
export class Resolver {
  private readonly files: ProjectFiles;
  private readonly configs: Configs;
  private readonly manifests: Manifests;
  private readonly aliases = new Map<string, readonly Alias[]>();

  constructor(files: ProjectFiles, configs: Configs, manifests: Manifests) {
    this.files = files;
    this.configs = configs;
    this.manifests = manifests;
  }

  resolve(from: string, module: string): string | undefined {
    const folder = folderOf(from);
    if (module.startsWith('.')) return tryFile(this.files, folder, module);
    if (module.startsWith('/') || module.includes(':')) return undefined;
    for (const above of upwards(folder)) {
      for (const alias of this.aliasesIn(above)) {
        const found = this.follow(alias, module);
        if (found) return found;
      }
    }
    return this.workspacePackage(folder, module);
  }

  private follow({ prefix, suffix, open, targets }: Alias, module: string): string | undefined {
    if (open ? !module.startsWith(prefix) || !module.endsWith(suffix) : module !== prefix) return undefined;
    const rest = open ? module.slice(prefix.length, module.length - suffix.length) : '';
    for (const target of targets) {
      // The rest goes in as it is, `$` included.
      const found = tryFile(
        this.files,
        '',
        target.replace('*', () => rest),
      );
      if (found) return found;
    }
    return undefined;
  }

  private aliasesIn(folder: string): readonly Alias[] {
    const known = this.aliases.get(folder);
    if (known) return known;
    const found = [
      ...this.fromTsconfig(folder),
      ...this.fromJest(folder),
      ...this.fromVite(folder),
      ...this.fromManifest(folder),
    ];
    // The longest prefix says most.
    found.sort((a, b) => b.prefix.length - a.prefix.length);
    this.aliases.set(folder, found);
    return found;
  }

  private fromTsconfig(folder: string): Alias[] {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const path = joinPath(folder, name) ?? name;
      const text = this.files.read(path);
      if (text === undefined) continue;
      const config = readJson(text);
      const references = lookUp(config, 'references');
      const others = Array.isArray(references) ? references.flatMap((each: Value) => texts(lookUp(each, 'path'))) : [];
      return [this.pathsOf(folder, config, 0), ...others.map((other) => this.referenced(folder, other))].flat();
    }
    return [];
  }

  private referenced(folder: string, written: string): Alias[] {
    const path = joinPath(folder, /\.jsonc?$/.test(written) ? written : `${written}/tsconfig.json`);
    const text = path === undefined ? undefined : this.files.read(path);
    return path !== undefined && text !== undefined ? this.pathsOf(folderOf(path), readJson(text), 1) : [];
  }

  private pathsOf(folder: string, config: Value, depth: number): Alias[] {
    const options = lookUp(config, 'compilerOptions');
    const baseUrl = lookUp(options, 'baseUrl');
    const base = joinPath(folder, typeof baseUrl === 'string' ? baseUrl : '.') ?? folder;
    const paths = lookUp(options, 'paths');
    const found: Alias[] = isRecord(paths)
      ? Object.entries(paths).map(([pattern, targets]) => starAlias(pattern, texts(targets), base))
      : this.inherited(folder, config, depth);
    if (typeof baseUrl === 'string')
      found.push({ prefix: '', suffix: '', open: true, targets: [`${base === '' ? '' : `${base}/`}*`] });
    return found;
  }

  /** `extends` of a file of this workspace; one level is what people write. */
  private inherited(folder: string, config: Value, depth: number): Alias[] {
    if (depth > 1) return [];
    return texts(lookUp(config, 'extends')).flatMap((written) => {
      if (!written.startsWith('.')) return [];
      const path = joinPath(folder, /\.jsonc?$/.test(written) ? written : `${written}.json`);
      const text = path === undefined ? undefined : this.files.read(path);
      return path !== undefined && text !== undefined ? this.pathsOf(folderOf(path), readJson(text), depth + 1) : [];
    });
  }

  /** `"^@/(.*)$": "<rootDir>/src/$1"`; other regular expressions are not followed. */
  private fromJest(folder: string): Alias[] {
    const config = this.configs.in(folder, 'jest');
    const mapper = lookUp(config?.value, 'moduleNameMapper');
    if (!isRecord(mapper)) return [];
    const rootDir = lookUp(config?.value, 'rootDir');
    const root = joinPath(folder, typeof rootDir === 'string' ? rootDir : '.') ?? folder;
    return Object.entries(mapper).flatMap(([pattern, target]) => {
      const found = /^\^([\w@~#$./\\-]*?)(\(\.[*+]\))?\$?$/.exec(pattern);
      if (!found) return [];
      const prefix = (found[1] ?? '').replaceAll('\\', '');
      const targets = texts(target).flatMap(
        (written) => joinPath(root, written.replace(/^<rootDir>\/?/, '').replace('$1', '*')) ?? [],
      );
      return [{ prefix, suffix: '', open: found[2] !== undefined, targets }];
    });
  }

  private fromVite(folder: string): Alias[] {
    const vitest = this.configs.in(folder, 'vitest')?.value;
    const names = ['ts', 'mts', 'js', 'mjs'].map((end) => joinPath(folder, `vite.config.${end}`) ?? '');
    const vite = names.find((name) => this.files.exists(name));
    const alias = merge(
      vite === undefined ? undefined : lookUp(readConfigModule(this.files, vite), 'resolve', 'alias'),
      merge(lookUp(vitest, 'resolve', 'alias'), lookUp(vitest, 'test', 'alias')),
    );
    const pairs: (readonly [Value, Value])[] = Array.isArray(alias)
      ? alias.map((each: Value) => [lookUp(each, 'find'), lookUp(each, 'replacement')] as const)
      : isRecord(alias)
        ? Object.entries(alias)
        : [];
    return pairs.flatMap(([find, replacement]) => {
      if (typeof find !== 'string' || typeof replacement !== 'string') return [];
      const target = joinPath(folder, replacement);
      if (target === undefined) return [];
      const open: Alias = {
        prefix: find.endsWith('/') ? find : `${find}/`,
        suffix: '',
        open: true,
        targets: [`${target}/*`],
      };
      return find.endsWith('/') ? [open] : [open, { prefix: find, suffix: '', open: false, targets: [target] }];
    });
  }

  /** `"imports": { "#src/*": "./src/*" }`. */
  private fromManifest(folder: string): Alias[] {
    const imports = lookUp(this.manifests.in(folder), 'imports');
    if (!isRecord(imports)) return [];
    return Object.entries(imports).map(([pattern, target]) => starAlias(pattern, texts(target), folder));
  }

  /** A package of the same workspace whose folder is called like it: `@app/ui` in `packages/ui`. */
  private workspacePackage(folder: string, module: string): string | undefined {
    const [first = '', second = '', ...deep] = module.split('/');
    const scoped = first.startsWith('@');
    const name = scoped ? `${first}/${second}` : first;
    const rest = scoped ? deep : [second, ...deep].filter((part) => part !== '');
    const short = scoped ? second : first;
    for (const above of upwards(folder)) {
      for (const parent of ['packages', 'libs', 'apps', 'modules', '']) {
        const home = joinPath(above, `${parent}/${short}`);
        if (!home || lookUp(this.manifests.in(home), 'name') !== name) continue;
        const path = rest.join('/');
        return path === ''
          ? (tryFile(this.files, home, 'src/index') ?? tryFile(this.files, home, 'index'))
          : (tryFile(this.files, home, `src/${path}`) ?? tryFile(this.files, home, path));
      }
    }
    return undefined;
  }
}

/** `@/*` -> `src/*`, in the form of tsconfig `paths` and package `imports`. */
function starAlias(pattern: string, targets: readonly string[], base: string): Alias {
  const star = pattern.indexOf('*');
  return {
    prefix: star === -1 ? pattern : pattern.slice(0, star),
    suffix: star === -1 ? '' : pattern.slice(star + 1),
    open: star !== -1,
    targets: targets.flatMap((target) => joinPath(base, target) ?? []),
  };
}
