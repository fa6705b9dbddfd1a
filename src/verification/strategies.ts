/** Ways of running the same tests again. Each run is a process of its own. */
export const strategies = [
  /** As declared, nothing changed. */
  'repeat',
  /** Another order each time. */
  'shuffle',
  /** One test to a process. */
  'isolate',
  /** vitest: all files in one worker, with shared modules and globals (`isolate: false`); as declared, then in other orders. */
  'isolate-off',
  /** All workers, every core busy. */
  'parallel',
  'timezone',
  'locale',
  'hash-seed',
  'clock',
  'no-network',
  /** The whole list two times in one process: shows tests that cannot run twice. No fresh process, so never a trial. */
  'twice',
] as const;
export type Strategy = (typeof strategies)[number];

/** The strategies that change one thing of the surroundings and keep the declared order. */
export const axes = ['timezone', 'locale', 'hash-seed', 'clock', 'no-network'] as const;
export type Axis = (typeof axes)[number];

/** The strategies that not every runner or machine can do. */
export const limited = [...axes, 'isolate-off'] as const;
export type Limited = (typeof limited)[number];

export function isStrategy(text: string): text is Strategy {
  return strategies.some((strategy) => strategy === text);
}

export function isAxis(strategy: Strategy): strategy is Axis {
  return axes.some((axis) => axis === strategy);
}

export function isLimited(strategy: Strategy): strategy is Limited {
  return limited.some((one) => one === strategy);
}

/** Only runs in fresh processes are independent trials. */
export function givesTrials(strategy: Strategy): boolean {
  return strategy !== 'twice';
}
