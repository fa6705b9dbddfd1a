import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jestProject, jestVersions, told } from './support/script-project.ts';
import {
  hooked,
  keysLeftBy,
  leaves,
  left,
  leftByHooks,
  leftByLeaves,
  nowhere,
  putBack,
  shop,
  victim,
} from './support/state.ts';

const files = shop('', { before: 'beforeAll', after: 'afterAll' });
const planned = [leaves, 'a.test.js::tidies', ...hooked, victim];

describe.each(jestVersions)('State in jest %s', (_version, packages) => {
  it('is named, and put back before the test that minds', async () => {
    const project = jestProject(files, packages);
    const run = await project.run(planned, { state: { watch: true } });
    expect(left(run)).toEqual([...leftByLeaves, ...leftByHooks]);
    expect(told(run).at(-1)).toBe(`${victim} failed`);
    const keys = [...keysLeftBy(leaves, run), nowhere];
    const again = await project.run(planned, { state: { watch: true, restore: { before: victim, keys } } });
    expect(left(again)).toEqual(left(run));
    expect(told(again).at(-1)).toBe(`${victim} passed`);
    expect(putBack(again)).toEqual([
      ...leftByLeaves.map((line) => /: ([\w-]+ \S+)/.exec(line)?.[1]),
      'environment NOWHERE: It was not there in this run.',
    ]);
  });

  it('is not what jest takes back before the next test', async () => {
    const file = `
const api = { get: () => 1, send: jest.fn(), fixed: jest.fn() };
beforeAll(() => api.fixed.mockReturnValue(2));
test('x', () => { jest.spyOn(api, 'get'); api.send(1); expect(api.fixed()).toBe(undefined); });
describe('more', () => {
  beforeAll(() => api.send());
  test('y', () => { api.send(1); api.got = 1; });
});`;
    const project = jestProject({ 'a.test.js': file }, packages, { resetMocks: true, restoreMocks: true });
    const run = await project.run(['a.test.js::x', 'a.test.js::more > y'], { state: { watch: true } });
    expect(run.outcome).toBe('passed');
    expect(run.state?.changes.map(({ by, changes }) => [by, changes.map(({ name }) => name)])).toEqual([
      ['a.test.js::more > y', ['a.test.js:api']],
    ]);
  });

  it('is only outside of the sandboxes when another file minds; set-up files are the beginning', async () => {
    const project = jestProject(
      {
        'setup.js': 'globalThis.set = 1; process.env.SET = "up"; require("./src/store.js").bump(5);',
        'src/store.js': files['src/store.js'],
        'a.test.js': `
const fs = require('fs'), os = require('os'), path = require('path');
const store = require('./src/store.js');
test('x', () => {
  store.bump(1);
  globalThis.left = process.env.LEFT = 'x';
  fs.writeFileSync(path.join(os.tmpdir(), 'x.json'), '{}');
  jest.spyOn(fs, 'statSync').mockReturnValue(0);
  jest.useFakeTimers();
  jest.doMock('./src/store.js', () => ({}));
  process.on('SIGUSR2', () => {});
});`,
        'b.test.js': `
const fs = require('fs'), os = require('os'), path = require('path');
const there = fs.existsSync(path.join(os.tmpdir(), 'x.json'));
test('y', () => expect([there, fs.statSync('.') === 0, process.env.LEFT, globalThis.left]).toEqual([false, false, undefined, undefined]));
test('z', () => {});`,
      },
      packages,
      { setupFilesAfterEnv: ['./setup.js'] },
    );
    const tests = ['a.test.js::x', 'b.test.js::y', 'b.test.js::z'];
    const run = await project.run(tests, { state: { watch: true } });
    expect(told(run)).toEqual(['a.test.js::x passed', 'b.test.js::y failed', 'b.test.js::z passed']);
    expect(left(run)).toEqual(
      [
        'module-variable src/store.js:hidden 5 -> 6',
        'mocked-module src/store.js (not set) -> mocked',
        'global left (not set) -> "x"',
        'fake-timers timers real timers -> fake timers',
        'environment LEFT (not set) -> "x"',
        "listener process 'SIGUSR2' (not set) -> 1 listener",
        'spy fs.statSync function statSync -> mock function',
        'file $TMPDIR/x.json (not set) -> "{}"',
      ].map((line) => `a.test.js::x: ${line}`),
    );
    const restore = { before: 'b.test.js::y', keys: keysLeftBy('a.test.js::x', run) };
    const again = await project.run(tests, { state: { watch: true, restore } });
    expect(told(again)).toEqual(tests.map((id) => `${id} passed`));
    expect(putBack(again)).toEqual([
      'module-variable src/store.js:hidden',
      'fake-timers timers',
      'spy fs.statSync',
      'file $TMPDIR/x.json',
      'mocked-module src/store.js: It was not there in this run.',
      'global left: It was not there in this run.',
      'environment LEFT: It was not there in this run.',
      "listener process 'SIGUSR2': It was not there in this run.",
    ]);
  });
});

it('leaves the code that jest keeps in its cache as it is', async () => {
  const transform = { '\\.js$': '<rootDir>/transform.cjs' };
  const project = jestProject(
    {
      'transform.cjs': "module.exports = { process: (code) => ({ code: code + '\\n// transformed' }) };",
      'a.test.js': "let own = 1; test('x', () => { own += 1; });",
    },
    undefined,
    { transform },
  );
  const run = await project.run(['a.test.js::x'], { state: { watch: true } });
  expect(left(run)).toEqual(['a.test.js::x: module-variable a.test.js:own 1 -> 2']);
  const cache = path.join(project.folder, '.cache');
  const kept = readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .filter((text) => text.includes('let own'));
  expect(kept.map((text) => [text.includes('// transformed'), text.includes('testing-patterns')])).toEqual([
    [true, false],
  ]);
});
