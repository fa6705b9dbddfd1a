import { chmod, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes a folder of ours with everything in it; follows no links. Tests may have left folders that nobody may write to. */
export async function removeFolder(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await remove().catch(async () => {
    await openUp(folder);
    await remove();
  });
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(path.join(folder, entry.name));
  }
}
