import { describe, expect, it } from 'vitest';
import type { Framework } from '../../../src/analysis/facts.ts';
import { project } from './reading.ts';

const runner = (files: Readonly<Record<string, string>>, path = 'src/a.test.ts', framework: Framework = 'vitest') =>
  project(files).facts(path, framework).runner;
const at = (framework: string, version: string) => ({
  [`node_modules/${framework}/package.json`]: JSON.stringify({ version }),
});

describe('what is done to mocks between tests', () => {
  const mocks = (framework: 'vitest' | 'jest', version: string, options: string) => {
    const text =
      framework === 'vitest' ? `export default { test: { ${options} } };` : `module.exports = { ${options} };`;
    const { restoresMocks, resetsMocks, clearsMocks } = runner(
      { [`${framework}.config.js`]: text, ...at(framework, version) },
      'src/a.test.ts',
      framework,
    );
    return Object.entries({ restoresMocks, resetsMocks, clearsMocks })
      .flatMap(([name, is]) => (is ? [name.replace('Mocks', '')] : []))
      .join(' ');
  };

  it.each<['vitest' | 'jest', string, string, string]>([
    ['vitest', '4.1.0', '', ''],
    ['vitest', '5.1.1', '', 'clears'],
    ['vitest', '5.1.1', 'clearMocks: false', ''],
    ['vitest', '4.1.0', 'clearMocks: true', 'clears'],
    ['vitest', '2.1.0', 'mockReset: true', 'resets clears'],
    ['vitest', '3.2.0', 'mockReset: true', 'restores resets clears'],
    ['vitest', '3.2.0', 'restoreMocks: true', 'restores resets clears'],
    ['vitest', '4.1.0', 'restoreMocks: true', 'restores'],
    ['jest', '30.0.0', 'resetMocks: true', 'resets clears'],
    ['jest', '30.0.0', 'restoreMocks: true', 'restores'],
  ])('in %s %s with { %s }: %s', (framework, version, options, expected) => {
    expect(mocks(framework, version, options)).toBe(expected);
  });
});

describe('how tests are run', () => {
  it('reads it from vitest', () => {
    const config = `export default defineConfig({ test: {
      retry: process.env.CI ? 2 : 0, testTimeout: 30 * 1000, environment: 'jsdom', unstubGlobals: true,
      sequence: { concurrent: true },
    } });`;
    expect(runner({ 'vitest.config.ts': config })).toMatchObject({
      retries: 2,
      testTimeout: 30_000,
      environment: 'jsdom',
      restoresGlobals: true,
      concurrent: true,
    });
  });

  it('reads it from jest and playwright', () => {
    expect(
      runner(
        { 'jest.config.js': `module.exports = { testEnvironment: 'jest-environment-jsdom' };` },
        'a.test.js',
        'jest',
      ).environment,
    ).toBe('jsdom');
    const config = `export default { retries: 1, timeout: 5000, fullyParallel: true };`;
    expect(runner({ 'playwright.config.ts': config }, 'a.spec.ts', 'playwright')).toMatchObject({
      retries: 1,
      testTimeout: 5000,
      concurrent: true,
    });
  });

  it('says nothing where nothing is said', () => {
    const facts = runner({ 'vitest.config.ts': 'export default {};' });
    expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(['retries', 'testTimeout', 'environment', 'setup']));
  });
});

describe('the project that a file belongs to', () => {
  const divided = `export default defineConfig({ test: {
    restoreMocks: true,
    environment: 'node',
    projects: [
      { extends: true, test: { name: 'unit', exclude: ['**/e2e/**', '**/dom/**'] } },
      { extends: true, test: { name: 'dom', include: ['src/{dom,view}/**/*.test.ts'], environment: 'jsdom' } },
      { test: { name: 'e2e', root: './e2e', globals: true, setupFiles: ['./setup.ts'] } },
      { extends: './base.config.ts', test: { name: 'own', include: ['own/*.spec.ts'] } },
    ],
  } });`;
  const files = {
    'vitest.config.ts': divided,
    'base.config.ts': 'export default { test: { mockReset: true } };',
    'e2e/setup.ts': 'afterEach(() => { vi.unstubAllEnvs(); });',
  };

  it.each([
    ['src/a.test.ts', { environment: 'node', restoresMocks: true, resetsMocks: false, globals: false }],
    ['src/dom/a.test.ts', { environment: 'jsdom', restoresMocks: true }],
    ['e2e/a.test.ts', { globals: true, restoresMocks: false, restoresEnvironment: true }],
    ['own/a.spec.ts', { resetsMocks: true }],
  ])('decides for %s', (path, facts) => {
    expect(runner(files, path)).toMatchObject(facts);
  });

  it('may be listed in a workspace file', () => {
    const list = `export default defineWorkspace(['packages/*', { test: { include: ['lib/**/*.test.ts'], globals: true } }]);`;
    const workspace = {
      'vitest.workspace.ts': list,
      'packages/a/vitest.config.ts': 'export default { test: { retry: 3 } };',
    };
    expect(runner(workspace, 'lib/x/a.test.ts').globals).toBe(true);
    expect(runner(workspace, 'packages/a/src/a.test.ts').retries).toBe(3);
    expect(project(workspace).framework('lib/x/a.test.ts')).toBe('vitest');
  });

  it('may have a config of an unusual name', () => {
    const text = `export default { test: { projects: ['packages/*/vitest.config.{unit,e2e}.ts'] } };`;
    const named = {
      'vitest.config.ts': text,
      'packages/a/vitest.config.unit.ts': 'export default { test: { globals: true } };',
      'packages/a/vitest.config.e2e.ts': `export default { test: { include: ['e2e/**'], retry: 2 } };`,
    };
    expect(runner(named, 'packages/a/src/a.test.ts')).toMatchObject({
      globals: true,
      configPath: 'packages/a/vitest.config.unit.ts',
    });
    expect(runner(named, 'packages/a/e2e/a.ts').retries).toBe(2);
  });

  it('may have a config that only scripts name', () => {
    const scripts = { test: 'vitest run --config config/unit.ts && vitest run -c "config/server.ts"' };
    const named = {
      'package.json': JSON.stringify({ scripts }),
      'config/unit.ts': `export default { root: path.resolve(__dirname, '..'), test: { exclude: ['server/**'], globals: true } };`,
      'config/server.ts': `export default { root: '..', test: { include: ['server/**/*.test.ts'], setupFiles: './server/setup.ts' } };`,
      'server/setup.ts': 'afterEach(() => { vi.restoreAllMocks(); });',
    };
    expect(runner(named, 'src/a.test.ts')).toMatchObject({ globals: true, restoresMocks: false });
    expect(runner(named, 'server/a.test.ts')).toMatchObject({ configPath: 'config/server.ts', restoresMocks: true });
  });

  it('is chosen by rootDir and testMatch in jest, and inherits nothing', () => {
    const config = `module.exports = { restoreMocks: true, projects: [
      { displayName: 'web', rootDir: 'web', preset: './base', resetMocks: true },
      { displayName: 'api', testMatch: ['<rootDir>/api/**/*.test.js'], clearMocks: true },
    ] };`;
    const all = {
      'jest.config.js': config,
      'base/jest-preset.js': `module.exports = { testEnvironment: 'jsdom' };`,
    };
    expect(runner(all, 'web/a.test.js', 'jest')).toMatchObject({
      environment: 'jsdom',
      restoresMocks: false,
      resetsMocks: true,
    });
    expect(runner(all, 'api/x/a.test.js', 'jest')).toMatchObject({ clearsMocks: true, resetsMocks: false });
  });

  it('adds to what stands above it in playwright', () => {
    const config = `export default { retries: 1, projects: [{ testDir: 'slow', retries: 3 }, { name: 'web' }] };`;
    const retries = (path: string) => runner({ 'playwright.config.ts': config }, path, 'playwright').retries;
    expect([retries('slow/a.spec.ts'), retries('e2e/a.spec.ts')]).toEqual([3, 1]);
  });
});

describe('setup files', () => {
  const withSetup = (setup: string, more: Record<string, string> = {}) =>
    runner({
      'vitest.config.ts': `export default { test: { setupFiles: ['./test/setup.ts'] } };`,
      'test/setup.ts': setup,
      ...more,
    });

  it('say what they call and when', () => {
    const facts = withSetup(`install();\nbeforeAll(start);\nafterEach(() => { cleanup(); });`);
    expect(facts.setup).toEqual(
      expect.arrayContaining([
        { callee: 'install', when: 'load' },
        { callee: 'cleanup', when: 'afterEach' },
      ]),
    );
  });

  it('are followed into what they import from beside them', () => {
    const mocks = 'afterEach(() => { vi.unstubAllGlobals(); });';
    expect(withSetup(`import './mocks';`, { 'test/mocks.ts': mocks }).restoresGlobals).toBe(true);
  });

  it('are followed into a helper that a hook calls', () => {
    const helper = 'export function resetEverything() { vi.restoreAllMocks(); }';
    const setup = `import { resetEverything } from './helpers';\nafterEach(() => { resetEverything(); });`;
    expect(withSetup(setup, { 'test/helpers.ts': helper }).restoresMocks).toBe(true);
    const unused = `import { resetEverything } from './helpers';\nafterEach(() => { other(); });`;
    expect(withSetup(unused, { 'test/helpers.ts': helper }).restoresMocks).toBe(false);
  });

  it('restore spies by a reset in vitest, not in jest', () => {
    expect(withSetup('afterEach(() => { vi.resetAllMocks(); });')).toMatchObject({
      restoresMocks: true,
      resetsMocks: true,
      clearsMocks: true,
    });
    const jest = {
      'jest.config.js': `module.exports = { setupFilesAfterEnv: ['./setup.js'] };`,
      'setup.js': 'afterEach(() => { jest.resetAllMocks(); });',
    };
    expect(runner(jest, 'a.test.js', 'jest')).toMatchObject({ restoresMocks: false, resetsMocks: true });
  });

  it("know mocha's root hooks", () => {
    const files = {
      '.mocharc.json': '{ "require": ["./hooks.js"] }',
      'hooks.js': 'export const mochaHooks = { afterEach() { sinon.restore(); } };',
    };
    expect(runner(files, 'a.test.js', 'mocha').restoresMocks).toBe(true);
  });
});
