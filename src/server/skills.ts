import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type SkillCatalog,
  type SkillFiles,
  type SkillReadResult,
  SkillsExtension,
} from '@modelcontextprotocol/server/ext/skills';
import { nodeSkillFiles } from '@modelcontextprotocol/server/ext/skills/node';
import { prose, shownCode, shownLine } from '../untrusted/plain-text.ts';

const SCHEME = 'skill://';

/**
 * Folders of skills as `skill://` resources (SEP-2640). Nothing is read before a client asks: a server that must read first would
 * let its first client wait. How an extension is wired to a server is experimental in the SDK: this module is all that knows of it.
 */
export class SkillFolders {
  readonly extension: SkillsExtension;
  private readonly files: SkillFiles;
  private loading: Promise<SkillCatalog> | undefined;

  constructor(folders: () => Promise<readonly string[]>) {
    const files = lazyFiles(async () => together(await folders()));
    this.files = files;
    this.extension = new SkillsExtension({
      source: {
        list: async () => ({ skills: [...(await this.catalog()).entries] }),
        get: async (uri) => (await this.catalog()).entries.find((skill) => skill.uri === uri),
        read: (uri) => this.read(uri),
        listResources: async () =>
          (await this.catalog()).entries.map(({ uri, frontmatter: { name, description } }) => ({
            uri,
            name,
            description,
            mimeType: 'text/markdown',
          })),
      },
    });
  }

  /** After a file has changed. Folders that nobody has asked for stay unread. */
  async reload(): Promise<void> {
    await (await this.loading)?.reload();
  }

  private catalog(): Promise<SkillCatalog> {
    this.loading ??= SkillsExtension.load(this.files, { onWarning: warn }).catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** A file of a skill as its entry promises it; what has changed since is entered anew first. */
  private async read(uri: string): Promise<SkillReadResult | undefined> {
    const digest = () =>
      this.catalog().then(({ entries }) =>
        entries
          .flatMap(({ resources }) => (resources === 'dynamic' ? [] : resources))
          .find((resource) => resource.uri === uri),
      );
    if (!(await digest())) return undefined;
    const bytes = await this.files.read(decodeURI(uri.slice(SCHEME.length)));
    if ((await digest())?.digest !== `sha256:${createHash('sha256').update(bytes).digest('hex')}`) await this.reload();
    const mimeType = uri.endsWith('.md') ? { mimeType: 'text/markdown' } : {};
    return { ...textOf(bytes), ...mimeType };
  }
}

/** What is served, and what the digests are of: a hidden order in a skill reaches nobody, a script that needs it fails aloud. */
function plainFile(file: string, bytes: Uint8Array): Uint8Array {
  const content = textOf(bytes);
  if (!('text' in content)) return bytes;
  const plain = file.endsWith('.md') ? prose(content.text, Infinity) : shownCode(content.text, Infinity);
  return plain === content.text ? bytes : new TextEncoder().encode(plain);
}

function textOf(bytes: Uint8Array): { text: string } | { bytes: Uint8Array } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { bytes };
  }
}

function warn({ path, message }: { readonly path: string; readonly message: string }): void {
  process.stderr.write(`testing-patterns-mcp: skill ${shownLine(path)}: ${shownLine(message)}\n`);
}

function lazyFiles(make: () => Promise<SkillFiles>): SkillFiles {
  let made: Promise<SkillFiles> | undefined;
  const files = () => {
    made ??= make();
    return made;
  };
  return {
    list: async (dir) => (await files()).list(dir),
    read: async (file) => plainFile(file, await (await files()).read(file)),
  };
}

/** One storage over all folders. Where two have a skill of one name, the first folder's is served: ours stays ours. */
function together(folders: readonly string[]): SkillFiles {
  const mounts = new Map<string, SkillFiles>();
  const places = folders.map((folder) =>
    existsSync(path.join(folder, 'SKILL.md'))
      ? { name: path.basename(folder), files: nodeSkillFiles(path.dirname(folder)) }
      : { name: undefined, files: nodeSkillFiles(folder) },
  );
  const storage = async (given: string): Promise<SkillFiles> => {
    const [top = ''] = given.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (!mounts.has(top)) await list('');
    const mounted = mounts.get(top);
    if (!mounted) throw new Error(`There is no skill folder ${top}.`);
    return mounted;
  };
  const list: SkillFiles['list'] = async (dir) => {
    if (dir !== '') return (await storage(dir)).list(dir);
    mounts.clear();
    const entries = [];
    for (const { name, files } of places) {
      // A folder that has gone takes its own skills along, no others.
      const found = await files.list('').catch(() => []);
      for (const entry of found.filter((each) => name === undefined || each.name === name)) {
        if (mounts.has(entry.name)) continue;
        mounts.set(entry.name, files);
        entries.push(entry);
      }
    }
    return entries;
  };
  return { list, read: async (file) => (await storage(file)).read(file) };
}
