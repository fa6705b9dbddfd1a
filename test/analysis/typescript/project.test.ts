import { describe, expect, it } from 'vitest';
import type { Framework } from '../../../src/analysis/facts.ts';
import { project } from './reading.ts';

const runner = (files: Readonly<Record<string, string>>, framework: Framework, path = 'src/a.test.ts') =>
  project(files).facts(path, framework).runner;
const manifest = (value: object): string => JSON.stringify(value);

describe('the major version of the runner', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    [
      'installed',
      {
        'node_modules/vitest/package.json': manifest({ version: '4.1.2' }),
        'package.json': manifest({ devDependencies: { vitest: '^3' } }),
      },
      4,
    ],
    [
      'in package-lock.json',
      { 'package-lock.json': manifest({ packages: { 'node_modules/vitest': { version: '3.2.4' } } }) },
      3,
    ],
    [
      'in the own copy of a workspace',
      {
        'package-lock.json': manifest({
          packages: { 'node_modules/vitest': { version: '3.2.4' }, 'src/node_modules/vitest': { version: '2.0.0' } },
        }),
      },
      2,
    ],
    [
      'in pnpm-lock.yaml',
      { 'pnpm-lock.yaml': `packages:\n\n  vitest@3.1.0(happy-dom@1.0.0):\n    resolution: {}\n` },
      3,
    ],
    ['in an old pnpm-lock.yaml', { 'pnpm-lock.yaml': `packages:\n\n  /vitest/0.34.0:\n    resolution: {}\n` }, 0],
    ['in yarn.lock', { 'yarn.lock': `vitest@^2.0.0:\n  version "2.1.9"\n` }, 2],
    ['in a berry yarn.lock', { 'yarn.lock': `"vitest@npm:^2.0.0":\n  version: 2.1.9\n` }, 2],
    ['asked for', { 'package.json': manifest({ devDependencies: { vitest: '^4.0.0' } }) }, 4],
    ['unknown with a tag', { 'package.json': manifest({ devDependencies: { vitest: 'latest' } }) }, undefined],
    ['unknown in a catalog', { 'package.json': manifest({ devDependencies: { vitest: 'catalog:' } }) }, undefined],
    ['unknown when nothing is there', {}, undefined],
    ['unknown in broken files', { 'package.json': '{', 'package-lock.json': '{' }, undefined],
  ])('is %s', (_where, files, major) => {
    expect(runner(files, 'vitest').major).toBe(major);
  });
});

describe('vitest config', () => {
  const withConfig = (text: string, more: Record<string, string> = {}) =>
    runner({ 'vitest.config.ts': text, ...more }, 'vitest');

  it.each([
    `export default defineConfig({ test: { globals: true } });`,
    `export default { test: { globals: true } };`,
    `export default defineConfig(() => ({ test: { globals: true } }));`,
    `export default defineConfig(async () => { return { test: { globals: true } }; });`,
    `const config = { test: { globals: true } }; export default config satisfies UserConfig;`,
    `const test = { globals: true }; export default defineConfig({ test });`,
    `export default mergeConfig(base, defineConfig({ test: { globals: true } }));`,
    `module.exports = { test: { ...{ globals: true } } };`,
  ])('reads %s', (text) => {
    expect(withConfig(text)).toMatchObject({ globals: true, configPath: 'vitest.config.ts' });
  });

  it('has no globals by default', () => {
    expect(withConfig('export default {};').globals).toBe(false);
  });

  it('follows a merged config of another file', () => {
    const text = `import base from './base.config.js'; export default mergeConfig(base, { test: { globals: true } });`;
    expect(withConfig(text, { 'base.config.ts': 'export default { test: { restoreMocks: true } };' })).toMatchObject({
      restoresMocks: true,
      globals: true,
    });
  });

  it('survives configs that import each other', () => {
    const text = `import base from './b'; export default mergeConfig(base, {});`;
    expect(withConfig(text, { 'b.ts': `import a from './vitest.config'; export default a;` }).globals).toBe(false);
  });

  it('reads what is put back', () => {
    expect(
      withConfig('export default { test: { restoreMocks: true, unstubEnvs: true, isolate: false } };'),
    ).toMatchObject({
      restoresMocks: true,
      restoresEnvironment: true,
      sharesProcess: true,
    });
  });

  it('takes mockReset for a restore since version 3', () => {
    const config = 'export default { test: { mockReset: true } };';
    const at = (version: string) =>
      withConfig(config, { 'node_modules/vitest/package.json': manifest({ version }) }).restoresMocks;
    expect([at('2.1.0'), at('3.0.0')]).toEqual([false, true]);
  });

  it('prefers the nearest config', () => {
    const files = {
      'vitest.config.ts': 'export default { test: { globals: true } };',
      'packages/a/vitest.config.ts': 'export default {};',
    };
    expect(runner(files, 'vitest', 'packages/a/src/a.test.ts')).toMatchObject({
      globals: false,
      configPath: 'packages/a/vitest.config.ts',
    });
  });

  it('takes a vite.config only with a test key', () => {
    expect(runner({ 'vite.config.ts': 'export default { plugins: [] };' }, 'vitest').configPath).toBeUndefined();
    expect(runner({ 'vite.config.ts': 'export default { test: { globals: true } };' }, 'vitest').globals).toBe(true);
  });
});

describe('setup files', () => {
  const withSetup = (setup: string) =>
    runner(
      { 'vitest.config.ts': `export default { test: { setupFiles: ['./test/setup.ts'] } };`, 'test/setup.ts': setup },
      'vitest',
    );

  it.each([
    ['afterEach(() => { vi.restoreAllMocks(); });', 'restoresMocks'],
    ['afterEach(vi.restoreAllMocks);', 'restoresMocks'],
    ['afterEach(() => { vi.unstubAllEnvs(); });', 'restoresEnvironment'],
    ['beforeEach(() => { vi.useFakeTimers(); });', 'fakesTimers'],
    ['afterEach(() => { vi.useRealTimers(); });', 'restoresTimers'],
    [`import { server } from './server'; beforeAll(() => server.listen());`, 'interceptsNetwork'],
    [`vi.stubGlobal('fetch', vi.fn());`, 'interceptsNetwork'],
    [`import nock from 'nock'; nock.disableNetConnect();`, 'interceptsNetwork'],
  ])('reads %s', (setup, fact) => {
    expect(withSetup(setup)).toHaveProperty(fact, true);
  });

  it('takes no other setup for any of these', () => {
    expect(withSetup(`import '@testing-library/jest-dom/vitest'; vi.stubGlobal('matchMedia', f);`)).toMatchObject({
      restoresMocks: false,
      fakesTimers: false,
      interceptsNetwork: false,
    });
  });

  it('finds those of jest below rootDir', () => {
    const files = {
      'jest.config.js': `module.exports = { setupFilesAfterEnv: ['<rootDir>/jest.setup.js'] };`,
      'jest.setup.js': 'afterEach(() => jest.restoreAllMocks());',
    };
    expect(runner(files, 'jest').restoresMocks).toBe(true);
  });
});

describe('jest config', () => {
  it.each<[string, Record<string, string>]>([
    ['package.json', { 'package.json': manifest({ jest: { restoreMocks: true } }) }],
    ['jest.config.json', { 'jest.config.json': '{ /* ours */ "restoreMocks": true, }' }],
    [
      'a wrapper',
      {
        'jest.config.js': `const nextJest = require('next/jest'); const createJestConfig = nextJest({ dir: './' }); const config = { restoreMocks: true }; module.exports = createJestConfig(config);`,
      },
    ],
    ['a function', { 'jest.config.ts': `export default async () => ({ restoreMocks: true });` }],
  ])('is read from %s', (_where, files) => {
    expect(runner(files, 'jest').restoresMocks).toBe(true);
  });

  it('has globals unless they are switched off', () => {
    expect(runner({}, 'jest').globals).toBe(true);
    expect(runner({ 'jest.config.js': 'module.exports = { injectGlobals: false };' }, 'jest').globals).toBe(false);
  });

  it('knows timers faked for every file', () => {
    expect(
      runner({ 'jest.config.js': 'module.exports = { fakeTimers: { enableGlobally: true } };' }, 'jest').fakesTimers,
    ).toBe(true);
  });
});

describe('mocha config', () => {
  it('is read from YAML, with its setup files', () => {
    const files = {
      '.mocharc.yml': 'require:\n  - ./test/setup.js\n',
      'test/setup.js': 'afterEach(() => sinon.restore());',
    };
    expect(runner(files, 'mocha')).toMatchObject({
      globals: true,
      sharesProcess: true,
      restoresMocks: true,
      configPath: '.mocharc.yml',
    });
  });
});

describe('the framework of a file', () => {
  const both = {
    'playwright.config.ts': `export default defineConfig({ testDir: './e2e' });`,
    'jest.config.js': 'module.exports = {};',
  };

  it.each<[string, Record<string, string>, string, Framework]>([
    ['playwright below its testDir', both, 'e2e/a.spec.ts', 'playwright'],
    ['jest beside it', both, 'src/a.test.ts', 'jest'],
    [
      'playwright by the testDir of a project',
      { ...both, 'playwright.config.ts': `export default { projects: [{ testDir: 'browser' }] };` },
      'browser/a.ts',
      'playwright',
    ],
    [
      'playwright by name',
      { 'playwright.config.ts': 'export default {};', 'vitest.config.ts': 'export default {};' },
      'src/login.e2e.ts',
      'playwright',
    ],
    [
      'playwright when it is the only one',
      { 'playwright.config.ts': 'export default {};' },
      'tests/a.spec.ts',
      'playwright',
    ],
    ['vitest by its config', { 'vitest.config.ts': 'export default {};' }, 'src/a.test.ts', 'vitest'],
    [
      'the nearest config',
      { 'jest.config.js': 'module.exports = {};', 'web/vitest.config.ts': 'export default {};' },
      'web/a.test.ts',
      'vitest',
    ],
    [
      'vitest by its dependency',
      { 'package.json': manifest({ devDependencies: { vitest: '4' } }) },
      'src/a.test.ts',
      'vitest',
    ],
    [
      'the one in the test script',
      { 'package.json': manifest({ scripts: { test: 'mocha' }, devDependencies: { jest: '1', mocha: '1' } }) },
      'a.test.js',
      'mocha',
    ],
    [
      'node:test by its script',
      { 'package.json': manifest({ scripts: { test: 'node --test' } }) },
      'a.test.js',
      'node:test',
    ],
    ['none without a hint', { 'package.json': '{}' }, 'a.test.js', 'unknown'],
  ])('is %s', (_what, files, path, expected) => {
    expect(project(files).framework(path)).toBe(expected);
  });
});

describe('resolving modules', () => {
  const resolve = (files: Record<string, string>, module: string, from = 'src/a.test.ts') =>
    project(files).resolve(from, module);

  it.each<[string, Record<string, string>, string, string | undefined]>([
    ['guesses the extension', { 'src/x.tsx': '' }, './x', 'src/x.tsx'],
    ['takes an index file', { 'src/x/index.js': '' }, './x', 'src/x/index.js'],
    ['reads .js as .ts', { 'src/x.ts': '' }, './x.js', 'src/x.ts'],
    ['reads .mjs as .mts', { 'src/x.mts': '' }, './x.mjs', 'src/x.mts'],
    ['goes up', { 'test/x.ts': '' }, '../test/x', 'test/x.ts'],
    ['takes dots in names', { 'src/x.fixture.ts': '' }, './x.fixture', 'src/x.fixture.ts'],
    [
      'follows paths of tsconfig',
      { 'tsconfig.json': `{ // ours\n "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`, 'src/x.ts': '' },
      '@/x',
      'src/x.ts',
    ],
    [
      'follows baseUrl',
      { 'tsconfig.json': `{ "compilerOptions": { "baseUrl": "./lib" } }`, 'lib/x.ts': '' },
      'x',
      'lib/x.ts',
    ],
    [
      'follows extends',
      {
        'tsconfig.json': `{ "extends": "./tsconfig.base.json" }`,
        'tsconfig.base.json': `{ "compilerOptions": { "paths": { "~x": ["src/x"] } } }`,
        'src/x.ts': '',
      },
      '~x',
      'src/x.ts',
    ],
    [
      'follows references',
      {
        'tsconfig.json': `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`,
        'tsconfig.app.json': `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
        'src/x.ts': '',
      },
      '@/x',
      'src/x.ts',
    ],
    [
      'follows jest mappings',
      {
        'jest.config.js': `module.exports = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' } };`,
        'src/x.ts': '',
      },
      '@/x',
      'src/x.ts',
    ],
    [
      'follows vite aliases',
      {
        'vite.config.ts': `export default { resolve: { alias: { '@': path.resolve(__dirname, './src') } } };`,
        'src/x.ts': '',
      },
      '@/x',
      'src/x.ts',
    ],
    [
      'follows vite aliases from a URL',
      {
        'vitest.config.ts': `export default { resolve: { alias: [{ find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) }] } };`,
        'src/x.ts': '',
      },
      '@/x',
      'src/x.ts',
    ],
    [
      'follows imports of package.json',
      { 'package.json': manifest({ imports: { '#lib/*': './src/*.ts' } }), 'src/x.ts': '' },
      '#lib/x',
      'src/x.ts',
    ],
    [
      'finds a package of the workspace',
      { 'packages/ui/package.json': manifest({ name: '@app/ui' }), 'packages/ui/src/index.ts': '' },
      '@app/ui',
      'packages/ui/src/index.ts',
    ],
    ['leaves packages alone', { 'package.json': '{}' }, 'lodash', undefined],
    ['leaves builtins alone', { 'fs.ts': '' }, 'node:fs', undefined],
    ['stays inside the root', { 'x.ts': '' }, '../../x', undefined],
    ['leaves JSON alone', { 'src/x.json': '{}' }, './x.json', undefined],
  ])('%s', (_what, files, module, expected) => {
    expect(resolve(files, module)).toBe(expected);
  });
});
