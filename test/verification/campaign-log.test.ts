import { readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { newId, openState } from '../../src/state/index.ts';
import { CampaignLog } from '../../src/verification/campaign-log.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { header, run } from './support.ts';

it('keeps a campaign with its runs', async () => {
  const { log, id } = await newCampaign();
  await log.append(id, run(1));
  await log.append(id, run(2, { failed: [1], strategy: 'shuffle', surroundings: { timezone: 'Asia/Kolkata' } }));
  expect(await log.read(id)).toEqual({
    header: header({ campaign_id: id }),
    runs: [run(1), run(2, { failed: [1], strategy: 'shuffle', surroundings: { timezone: 'Asia/Kolkata' } })],
  });
});

it('knows nothing of other ids, and of no id that names another file', async () => {
  const { log } = await newCampaign();
  expect(await log.read(newId('campaign'))).toBeUndefined();
  expect(await log.read('../../etc/passwd')).toBeUndefined();
});

it('forgets campaigns of more than thirty days ago when a new one begins', async () => {
  const { log, id, file } = await newCampaign();
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  utimesSync(file, old, old);
  const next = newId('campaign');
  await log.create(header({ campaign_id: next }));
  expect(readdirSync(path.dirname(file))).toEqual([`${next}.jsonl`]);
  expect(await log.read(id)).toBeUndefined();
});

async function newCampaign() {
  const { root } = tempWorkspace();
  const state = openState({ env: { TESTING_PATTERNS_HOME: root }, roots: ['/w'] });
  const log = new CampaignLog(state);
  const id = newId('campaign');
  await log.create(header({ campaign_id: id }));
  return { log, id, file: path.join(state.folder, 'campaigns', `${id}.jsonl`) };
}
