import { type Logged, RecordLog, type State } from '../state/index.ts';
import { type Campaign, Header, RunRecord } from './record.ts';

/** How long a campaign can be continued and replayed. Milliseconds. */
const ageMs = 30 * 24 * 60 * 60 * 1000;

/** The campaigns of a workspace. */
export class CampaignLog {
  private readonly log: RecordLog<Header, RunRecord>;

  constructor(state: State) {
    this.log = new RecordLog(state, { kind: 'campaign', head: Header, entry: RunRecord, ageMs });
  }

  /** Keeps a new campaign, and drops those of more than 30 days ago. */
  create(header: Header): Promise<void> {
    return this.log.create(header.campaign_id, header);
  }

  /**
   * Undefined when there is none of that id. A run that a kill has cut short is left out: it never ended.
   * @throws {StateError} when the file is damaged elsewhere.
   */
  async read(campaignId: string): Promise<Campaign | undefined> {
    const found = await this.log.read(campaignId);
    return found && campaignOf(found);
  }

  /** Those that can be read; a damaged one tells nothing. */
  async all(): Promise<readonly Campaign[]> {
    return (await this.log.all()).map(campaignOf);
  }

  /** Adds a run and waits until it is on the disk: a kill right afterwards cannot lose it. */
  append(campaignId: string, run: RunRecord): Promise<void> {
    return this.log.append(campaignId, run);
  }

  /** Runs `task` while no other process works on this campaign. */
  alone<T>(campaignId: string, task: () => Promise<T>): Promise<T> {
    return this.log.alone(campaignId, task);
  }
}

function campaignOf({ head, entries }: Logged<Header, RunRecord>): Campaign {
  return { header: head, runs: entries };
}
