import { existsSync } from 'node:fs';
import path from 'node:path';
import { type SkillCatalog, type SkillFiles, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { nodeSkillFiles } from '@modelcontextprotocol/server/ext/skills/node';

/**
 * The folders of skills as `skill://` resources (SEP-2640). How an extension is wired to a server is experimental in the SDK: this
 * module and the one that calls it are all that knows of it.
 */
export async function loadSkillCatalog(folders: readonly string[]): Promise<SkillCatalog> {
  const onWarning = ({ path, message }: { path: string; message: string }): void => {
    process.stderr.write(`testing-patterns-mcp: skill ${path}: ${message}\n`);
  };
  return SkillsExtension.load(together(folders), { onWarning });
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
