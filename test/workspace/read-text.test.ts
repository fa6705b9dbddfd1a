import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxFileBytes, type TextFile, Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from './temp-folder.ts';

let temp: TempFolder;
let workspace: Workspace;
beforeEach(async () => {
  temp = new TempFolder();
  workspace = await Workspace.open({ roots: [temp.path], env: {}, cwd: temp.path });
});
afterEach(() => temp.dispose());

async function read(name: string): Promise<TextFile> {
  return workspace.readText(await workspace.locate(name));
}

it('keeps byte order mark, line ends and a missing final newline, and gives the hash of the bytes', async () => {
  const text = '\uFEFFit("ü", () => {\r\n\tx();\n});';
  temp.write('a.test.ts', text);
  expect(await read('a.test.ts')).toEqual({
    ok: true,
    text,
    bytes: Buffer.from(text, 'utf8'),
    sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
  });
});

it('reads a file of exactly 2 MB and refuses one byte more', async () => {
  temp.write('a.py', 'x'.repeat(maxFileBytes));
  temp.write('b.py', 'x'.repeat(maxFileBytes + 1));
  expect(await read('a.py')).toMatchObject({ ok: true });
  expect(await read('b.py')).toEqual({ ok: false, reason: 'is larger than 2 MB (2097153 bytes)' });
});

describe('files that are refused, with the reason', () => {
  it.each([
    ['binary', Buffer.from('a\0b'), /is binary/],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1'), /is not UTF-8 text/],
    ['UTF-16', Buffer.from('\uFEFFassert x', 'utf16le'), /is UTF-16 text/],
    ['cut in a character', Buffer.from('ü').subarray(0, 1), /is not UTF-8 text/],
  ])('%s', async (_, bytes, reason) => {
    temp.write('a.py', bytes);
    expect(await read('a.py')).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('a folder', async () => {
    temp.folder('a.py');
    expect(await read('a.py')).toEqual({ ok: false, reason: 'is a folder' });
  });

  it('a missing file', async () => {
    expect(await read('a.py')).toEqual({ ok: false, reason: 'does not exist' });
  });

  it('a named pipe, without waiting for a writer', async () => {
    execFileSync('mkfifo', [temp.at('a.py')]);
    expect(await read('a.py')).toEqual({ ok: false, reason: 'is not a regular file' });
  });

  it('a file that became a link after it was located', async () => {
    const located = await workspace.locate(temp.write('a.py', 'x = 1\n'));
    temp.write('secret.py', 'key = 1\n');
    rmSync(temp.at('a.py'));
    temp.link('a.py', 'secret.py');
    expect(await workspace.readText(located)).toEqual({ ok: false, reason: expect.stringMatching(/symbolic link/) });
  });

  it('a file whose folder became a link after it was located', async () => {
    const located = await workspace.locate(temp.write('sub/a.py', 'x = 1\n'));
    renameSync(temp.at('sub'), temp.at('moved'));
    temp.link('sub', 'moved');
    expect(await workspace.readText(located)).toEqual({ ok: false, reason: expect.stringMatching(/symbolic link/) });
  });
});
