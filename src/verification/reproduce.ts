import type { Header } from './record.ts';

export const program = 'npx testing-patterns-mcp';

/** Makes one run of the campaign again. */
export function replayCommand(header: Header, run: number): string {
  return `${program} verify --replay ${header.campaign_id}:${run}${rootsOf(header)}`;
}

/** Makes the whole campaign again: same orders, same seeds. */
export function rerunCommand(header: Header): string {
  const { tests, runs, strategies } = header.request;
  return `${program} verify ${tests.map(quoted).join(' ')} --runs ${runs} --strategies ${strategies.join(',')} --seed ${header.seed}${rootsOf(header)}`;
}

/** Finds who is to blame for a test that fails only with `isolate: false`. */
export function polluterCommand(header: Header, test: string): string {
  return `${program} polluter ${quoted(test)} --isolate-off${rootsOf(header)}`;
}

/** `campaign_…:17`, as the command takes it; undefined for other texts. */
export function parseReplay(text: string): { readonly campaignId: string; readonly run: number } | undefined {
  const [, campaignId, run] = /^(campaign_[a-z2-7]+):([1-9]\d{0,8})$/.exec(text) ?? [];
  return campaignId === undefined ? undefined : { campaignId, run: Number(run) };
}

export function rootsOf({ roots }: Pick<Header, 'roots'>): string {
  return roots.map((root) => ` --root ${quoted(root)}`).join('');
}

/** For POSIX shells; plain words stay as they are. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
