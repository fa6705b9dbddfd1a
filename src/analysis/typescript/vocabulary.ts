/** Modules that give `it`, `expect`, … and the framework each stands for. First match wins, most telling first. */
export const runnerModules: readonly (readonly [
  RegExp,
  'vitest' | 'jest' | 'mocha' | 'node:test' | 'playwright' | 'unknown',
])[] = [
  [/^(@playwright\/(test|experimental-ct-[\w-]+)|playwright\/test)$/, 'playwright'],
  [/^(vitest|vite-plus\/test|@[\w-]+\/vitest)$/, 'vitest'],
  [/^(@jest\/globals|@[\w-]+\/jest)$/, 'jest'],
  [/^node:test$/, 'node:test'],
  [/^mocha$/, 'mocha'],
  [/^bun:test$/, 'unknown'],
];

export function runnerOf(module: string): (typeof runnerModules)[number][1] | undefined {
  return runnerModules.find(([pattern]) => pattern.test(module))?.[1];
}

/** The canonical name of what a package is as a whole: its default export, its namespace, or `require` of it. */
const wholeModules: Readonly<Record<string, string>> = {
  assert: 'assert',
  'assert/strict': 'assert',
  axios: 'axios',
  'axios-mock-adapter': 'MockAdapter',
  chai: 'chai',
  chance: 'Chance',
  crypto: 'crypto',
  dayjs: 'dayjs',
  'fetch-mock': 'fetchMock',
  'jest-fetch-mock': 'fetchMock',
  'cross-fetch': 'fetch',
  'isomorphic-fetch': 'fetch',
  'node-fetch': 'fetch',
  fs: 'fs',
  'fs/promises': 'fs.promises',
  got: 'got',
  http: 'http',
  http2: 'http2',
  https: 'https',
  ky: 'ky',
  lodash: '_',
  'lodash-es': '_',
  mockdate: 'MockDate',
  moment: 'moment',
  nock: 'nock',
  os: 'os',
  path: 'path',
  perf_hooks: 'perf_hooks',
  process: 'process',
  seedrandom: 'seedrandom',
  should: 'should',
  sinon: 'sinon',
  superagent: 'superagent',
  supertest: 'request',
  test: 'test',
  timekeeper: 'timekeeper',
  timers: 'timers',
  'timers/promises': 'timers/promises',
  undici: 'undici',
  ws: 'WebSocket',
  '@faker-js/faker': 'faker',
  '@sinonjs/fake-timers': 'FakeTimers',
  '@testing-library/user-event': 'userEvent',
};

/** `node:fs` and `fs` are one module. */
export function plainModule(module: string): string {
  return module.startsWith('node:') ? module.slice(5) : module;
}

export function wholeModuleName(module: string): string | undefined {
  const plain = plainModule(module);
  if (plain === 'test' && module !== 'node:test') return undefined;
  return Object.hasOwn(wholeModules, plain) ? wholeModules[plain] : undefined;
}

/** Global objects whose members keep their meaning when taken into a constant (`const { random } = Math`). */
export const aliasableGlobals: ReadonlySet<string> = new Set(
  'Date Math process performance crypto globalThis window global chai jest vi sinon assert expect it test describe setTimeout import'.split(
    ' ',
  ),
);

export const testNames: ReadonlySet<string> = new Set('it test specify fit xit xtest ftest xspecify'.split(' '));
export const suiteNames: ReadonlySet<string> = new Set(
  'describe fdescribe xdescribe suite context xcontext fcontext'.split(' '),
);
export const hookNames: Readonly<Record<string, 'beforeEach' | 'afterEach' | 'beforeAll' | 'afterAll'>> = {
  beforeEach: 'beforeEach',
  afterEach: 'afterEach',
  beforeAll: 'beforeAll',
  afterAll: 'afterAll',
};
/** Names too common to be trusted unless the runner is known to have them. */
export const mochaHooks: Readonly<Record<string, 'beforeAll' | 'afterAll'>> = {
  before: 'beforeAll',
  after: 'afterAll',
};

/** Links that may stand between `it` and the call that registers. */
export const modifierNames: ReadonlySet<string> = new Set(
  (
    'only skip todo each for concurrent sequential fails failing fail skipIf runIf shuffle serial parallel fixme slow prop ' +
    'effect live scoped scopedLive if todoIf'
  ).split(' '),
);
export const parametrizing: ReadonlySet<string> = new Set(['each', 'for', 'prop']);

/** Methods that call their callback once an element. */
export const eachMethods: ReadonlySet<string> = new Set(
  'forEach map flatMap filter some every find findIndex findLast reduce reduceRight'.split(' '),
);

/** Methods that change their receiver. */
export const mutators: ReadonlySet<string> = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear append'.split(' '),
);

/** Functions that gather promises given as array or arguments. */
export const gatherers: ReadonlySet<string> = new Set([
  'Promise.all',
  'Promise.allSettled',
  'Promise.race',
  'Promise.any',
]);

/** Calls that make a test fail. */
export const failing: ReadonlySet<string> = new Set(
  'fail expect.fail expect.unreachable assert.fail assert.ifError t.fail done.fail test.fail Promise.reject process.exit'.split(
    ' ',
  ),
);

export const networkModules: ReadonlySet<string> = new Set(
  'axios node-fetch cross-fetch isomorphic-fetch undici got ky superagent http https http2 needle request ofetch ws'.split(
    ' ',
  ),
);
