import type { Campaign, Header, ResultRecord, RunRecord } from '../../src/verification/index.ts';

/** A campaign of one vitest project, as it stands on disk. */
export function header(changes: Partial<Header> & { readonly names?: readonly string[] } = {}): Header {
  const { names = ['a', 'b'], ...rest } = changes;
  return {
    kind: 'campaign',
    format: 1,
    campaign_id: 'campaign_abcdefghijklmnopqrst',
    created: '2026-11-23T00:00:00.000Z',
    roots: ['/w'],
    request: { tests: ['t.test.ts'], runs: 20, strategies: ['repeat', 'shuffle'] },
    seed: 7,
    projects: [{ runner: 'vitest', root: '/w', folder: '', version: '4.1.12' }],
    tests: names.map((name) => ({ id: `t.test.ts::${name}`, project: 0, own: `t.test.ts::${name}` })),
    files: [],
    unloadable: [],
    reach: [],
    machine: { node: 'v20.0.0', platform: 'linux', arch: 'x64', cores: 2 },
    ...rest,
  };
}

/** A run of both tests; `failed` are their places. */
export function run(
  number: number,
  changes: Partial<RunRecord> & { readonly failed?: readonly number[] } = {},
): RunRecord {
  const { failed = [], ...rest } = changes;
  const order = rest.order ?? [0, 1];
  const results = order.map(
    (test): ResultRecord => ({
      test,
      attempt: 1,
      ms: 1,
      ...(failed.includes(test) ? { outcome: 'failed', message: 'expected 1 to be 2' } : { outcome: 'passed' }),
    }),
  );
  return {
    kind: 'run',
    run: number,
    strategy: 'repeat',
    project: 0,
    seed: 1,
    surroundings: {},
    workers: 1,
    repeats: 1,
    order,
    outcome: failed.length > 0 ? 'failed' : 'passed',
    results,
    limitations: [],
    version: '4.1.12',
    at: '2026-11-23T00:00:00.000Z',
    ms: 100,
    ...rest,
  };
}

export function campaign(runs: readonly RunRecord[], changes: Parameters<typeof header>[0] = {}): Campaign {
  return { header: header(changes), runs };
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
