import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watched } from './support/watched.ts';

const load = createRequire(import.meta.url);
const databaseHeader = 'SQLite format 3\u0000';

describe('what a process shares', () => {
  it('sees listeners of the process, and takes off those that were added', () => {
    const watch = watched();
    const before = process.listenerCount('SIGUSR2');
    const listener = () => {};
    process.on('SIGUSR2', listener);
    onTestFinished(() => {
      process.off('SIGUSR2', listener);
    });
    expect(watch.seen()).toEqual(["listener process 'SIGUSR2': (not set) -> 1 listener"]);
    expect(watch.undo()).toEqual([]);
    expect(process.listenerCount('SIGUSR2')).toBe(before);
  });

  it('sees the working directory', () => {
    const watch = watched({ 'sub/a.txt': 'a' });
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(path.join(watch.folder, 'sub'));
    expect(watch.look()).toMatchObject([{ kind: 'working-directory', name: 'cwd', after: '"sub"', restorable: true }]);
    watch.restore([{ kind: 'working-directory', name: 'cwd' }]);
    expect(process.cwd()).toBe(before);
  });

  it('sees timers that code of the project left pending, not those of anybody else, and stops them', async () => {
    const poll = 'exports.start = () => setInterval(() => { exports.polls += 1; }, 1); exports.polls = 0;';
    const once = 'exports.later = () => setTimeout(() => {}, 1e6);';
    const watch = watched({ 'src/poll.js': poll, 'src/once.js': once, 'node_modules/lib/index.js': once });
    const module = (name: string) => load(path.join(watch.folder, name));
    const polling = module('src/poll.js');
    const timers = [polling.start(), module('src/once.js').later(), module('node_modules/lib').later()];
    onTestFinished(() => timers.forEach(clearTimeout));
    clearTimeout(module('src/once.js').later());
    expect(watch.seen()).toEqual([
      'timer src/poll.js:setInterval: 0 pending -> 1 pending',
      'timer src/once.js:setTimeout: 0 pending -> 1 pending',
    ]);
    expect(watch.undo()).toEqual([]);
    const { polls } = polling;
    await vi.waitFor(() => expect(watch.seen()).toEqual([]));
    expect(polling.polls).toBe(polls);
  });

  it('sees servers that listen; a port that the system chose is never named', async () => {
    const watch = watched();
    const servers = { free: http.createServer(), local: http.createServer() };
    onTestFinished(() => {
      for (const server of Object.values(servers)) server.close();
    });
    await new Promise<void>((resolve) => servers.free.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => servers.local.listen(path.join(watch.temporary, 'shop.sock'), resolve));
    expect(watch.seen()).toEqual([
      'socket 127.0.0.1:(free port): (not set) -> listening',
      'socket $TMPDIR/shop.sock: (not set) -> listening',
    ]);
    expect(watch.undo()).toEqual([]);
    await vi.waitFor(() => expect([servers.free.listening, servers.local.listening]).toEqual([false, false]));
  });

  it('sees functions of Node that were replaced', () => {
    const watch = watched();
    const fs = load('node:fs');
    vi.spyOn(fs, 'readFileSync');
    expect(watch.seen()).toEqual(['spy fs.readFileSync: function readFileSync -> mock function']);
    expect(watch.undo()).toEqual([]);
    expect(vi.isMockFunction(fs.readFileSync)).toBe(false);
  });
});

describe('files', () => {
  it('sees files that were made, changed and deleted, and puts them back', () => {
    const watch = watched({
      'data/a.json': '{"a": 1}',
      'data/b.txt': 'b',
      'data/same.txt': 'same',
      'src/a.js': 'let a;',
    });
    const file = (name: string) => path.join(watch.folder, name);
    writeFileSync(file('data/a.json'), '{"a": 22}');
    writeFileSync(file('data/same.txt'), 'same');
    unlinkSync(file('data/b.txt'));
    mkdirSync(file('out/deep'), { recursive: true });
    writeFileSync(file('out-1.txt'), 'new\n');
    writeFileSync(path.join(watch.temporary, 'cache.bin'), Buffer.from([0, 255, 1]));
    writeFileSync(path.join(mkdtempSync(path.join(watch.temporary, 'shop-')), 'x.txt'), 'x');
    expect(watch.seen()).toEqual([
      'file $TMPDIR/cache.bin: (not set) -> 3 bytes',
      'file $TMPDIR/shop-XXXXXX/x.txt: (not set) -> "x"',
      String.raw`file data/a.json: "{\"a\": 1}" -> "{\"a\": 22}"`,
      String.raw`file out-1.txt: (not set) -> "new\n"`,
      'file data/b.txt: "b" -> (not set)',
    ]);
    expect(watch.undo()).toEqual([]);
    expect([readFileSync(file('data/a.json'), 'utf8'), readFileSync(file('data/b.txt'), 'utf8')]).toEqual([
      '{"a": 1}',
      'b',
    ]);
    expect(watch.later().seen()).toEqual([]);
  });

  it('leaves out folders of tools, and keeps no file that is large', () => {
    const large = 'x'.repeat(70_000);
    const watch = watched({ 'node_modules/a/index.txt': 'a', 'dist/a.txt': 'a', 'large.txt': large });
    for (const name of ['node_modules/a/index.txt', 'dist/a.txt']) writeFileSync(path.join(watch.folder, name), 'b');
    writeFileSync(path.join(watch.folder, 'large.txt'), `${large}x`);
    expect(watch.seen()).toEqual(['file large.txt: 70000 bytes -> 70001 bytes (stays)']);
    expect(watch.undo()).toEqual(['large.txt: It was too large to be kept.']);
  });

  it('knows an SQLite file by its beginning, and puts it back unless it is in use', () => {
    const watch = watched({ 'shop.data': Buffer.from(`${databaseHeader}one`) });
    const file = path.join(watch.folder, 'shop.data');
    writeFileSync(file, `${databaseHeader}other`);
    writeFileSync(`${file}-journal`, '');
    expect(watch.seen()).toEqual(['database shop.data: 19 bytes -> 21 bytes']);
    expect(watch.undo()).toEqual(['shop.data: The database is in use: its journal is there.']);
    rmSync(`${file}-journal`);
    expect(watch.undo()).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(`${databaseHeader}one`);
  });

  it('remembers across workers of one run what there was, so that each change is told once, of whoever made it', () => {
    const first = watched({ 'data.txt': 'a' });
    const file = path.join(first.folder, 'data.txt');
    writeFileSync(file, 'bb');
    expect(first.seen()).toEqual(['file data.txt: "a" -> "bb"']);
    const second = first.later();
    expect(second.seen()).toEqual([]);
    expect(second.restore([{ kind: 'file', name: 'data.txt' }])).toEqual([
      { kind: 'file', name: 'data.txt', done: true },
    ]);
    expect(readFileSync(file, 'utf8')).toBe('a');
  });
});
