import { type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { absent, isId, type State, StateError, writeNewFile } from '../state/index.ts';
import { type Campaign, Header, RunRecord } from './record.ts';

const folderName = 'campaigns';
/** How long a campaign can be continued and replayed. Milliseconds. */
const ageMs = 30 * 24 * 60 * 60 * 1000;
const newline = 0x0a;

/** The campaigns of a workspace, a file each: lines of JSON that are only ever added to. */
export class CampaignLog {
  private readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  /** Keeps a new campaign, and drops those of more than 30 days ago. */
  async create(header: Header): Promise<void> {
    const folder = await this.state.makeFolder(folderName);
    await writeNewFile(path.join(folder, fileName(header.campaign_id)), `${JSON.stringify(header)}\n`);
    await removeOld(folder);
  }

  /**
   * Undefined when there is none of that id. A last line cut short by a kill is left out: that run never ended.
   * @throws {StateError} when the file is damaged elsewhere.
   */
  async read(campaignId: string): Promise<Campaign | undefined> {
    const text = isId(campaignId, 'campaign') ? await readFile(this.file(campaignId), 'utf8').catch(absent) : undefined;
    if (text === undefined) return undefined;
    const [first = '', ...rest] = wholeLines(text);
    const header = Header.safeParse(parseJson(first));
    const runs = rest.map((line) => RunRecord.safeParse(parseJson(line)));
    if (!header.success || runs.some(({ success }) => !success))
      throw new StateError(
        `The campaign ${campaignId} in ${path.join(this.state.folder, folderName)} is damaged. Remove that file and start a new campaign.`,
      );
    return { header: header.data, runs: runs.flatMap(({ data }) => data ?? []) };
  }

  /** Adds a run and waits until it is on the disk: a kill right afterwards cannot lose it. */
  async append(campaignId: string, run: RunRecord): Promise<void> {
    const handle = await open(this.file(campaignId), 'r+');
    try {
      const end = await endOfLines(handle);
      await handle.truncate(end);
      await handle.write(`${JSON.stringify(run)}\n`, end);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Runs `task` while no other process works on this campaign. */
  alone<T>(campaignId: string, task: () => Promise<T>): Promise<T> {
    return this.state.withLock(campaignId, task);
  }

  private file(campaignId: string): string {
    return path.join(this.state.folder, folderName, fileName(campaignId));
  }
}

function fileName(campaignId: string): string {
  return `${campaignId}.jsonl`;
}

function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/** Where the last whole line ends: what a kill has left of one would swallow the next. */
async function endOfLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  return buffer[0] === newline ? size : (await file.readFile()).lastIndexOf(newline) + 1;
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const written = await stat(file).catch(absent);
    if (written && Date.now() - written.mtimeMs > ageMs) await rm(file, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
