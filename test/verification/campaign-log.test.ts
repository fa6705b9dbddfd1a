import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { newId, openState } from '../../src/state/index.ts';
import { CampaignLog } from '../../src/verification/campaign-log.ts';
import { header, run } from './support.ts';

it('keeps a campaign with its runs', async () => {
  const { log, id } = await newCampaign();
  await log.append(id, run(1));
  await log.append(id, run(2, { failed: [1], strategy: 'shuffle', surroundings: { timezone: 'Asia/Kolkata' } }));
  expect((await log.read(id))?.runs).toEqual([
    run(1),
    run(2, { failed: [1], strategy: 'shuffle', surroundings: { timezone: 'Asia/Kolkata' } }),
  ]);
});

it('knows nothing of other ids, and of no id that names another file', async () => {
  const { log } = await newCampaign();
  expect(await log.read(newId('campaign'))).toBeUndefined();
  expect(await log.read('../../etc/passwd')).toBeUndefined();
});

it('leaves out a last line that a kill has cut, wherever it was cut, and goes on after it', async () => {
  const { log, id, file } = await newCampaign();
  await log.append(id, run(1));
  const whole = readFileSync(file);
  await log.append(
    id,
    run(2, { reason: 'a long reason, of a line that is longer than the next will be. '.repeat(20) }),
  );
  const longer = readFileSync(file);
  const cuts = [whole.length + 1, whole.length + 40, longer.length - 1];
  for (const cut of cuts) {
    writeFileSync(file, longer.subarray(0, cut));
    expect((await log.read(id))?.runs.map((each) => each.run)).toEqual([1]);
    await log.append(id, run(3));
    expect((await log.read(id))?.runs.map((each) => each.run)).toEqual([1, 3]);
  }
});

it('refuses a campaign that is damaged in the middle, and says what to do', async () => {
  const { log, id, file } = await newCampaign();
  appendFileSync(file, 'garbage\n');
  await log.append(id, run(1));
  await expect(log.read(id)).rejects.toThrow(/is damaged.*Remove that file and start a new campaign/);
  truncateSync(file, 10);
  await expect(log.read(id)).rejects.toThrow('is damaged');
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

it('loses no run that was kept when the process is killed', async () => {
  const { log, id, home } = await newCampaign();
  const child = spawn(process.execPath, [fileURLToPath(new URL('append-process.mjs', import.meta.url)), home, id], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let kept = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    kept = Number(line);
    if (kept === 40) child.kill('SIGKILL');
  }
  const runs = (await log.read(id))?.runs.map((each) => each.run) ?? [];
  expect(kept).toBeGreaterThanOrEqual(40);
  expect(runs.slice(0, kept)).toEqual(Array.from({ length: kept }, (_, index) => index + 1));
  expect(runs.length - kept).toBeLessThanOrEqual(1);
});

async function newCampaign() {
  const home = mkdtempSync(path.join(tmpdir(), 'tp-test-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: ['/w'] });
  const log = new CampaignLog(state);
  const id = newId('campaign');
  await log.create(header({ campaign_id: id }));
  return { log, id, home, file: path.join(state.folder, 'campaigns', `${id}.jsonl`) };
}
