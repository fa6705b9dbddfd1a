import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { samePath } from '../../src/workspace/contain.ts';
import { relativeInside, spellingProblem } from '../../src/workspace/index.ts';

const root = 'C:\\ws';

/** What `Workspace.locate` does by the rules of Windows before it asks the disk, and with the real path that the disk gives. */
function located(given: string, roots: readonly string[] = [root], real = path.win32.resolve(root, given)): string {
  const problem = spellingProblem(given, path.win32, roots);
  if (problem) return problem;
  const inside = roots.map((one) => relativeInside(one, real, path.win32)).find((found) => found !== undefined);
  return inside ?? 'outside';
}

describe('spellings of C:\\ws\\sub\\a.ts', () => {
  it.each([
    'sub\\a.ts',
    'sub/a.ts',
    '.\\sub\\a.ts',
    'sub\\.\\a.ts',
    'sub\\\\a.ts',
    'sub//a.ts',
    'sub\\b\\..\\a.ts',
    '..\\ws\\sub\\a.ts',
    'C:\\ws\\sub\\a.ts',
    'C:/ws/sub/a.ts',
    'C:\\ws/sub\\a.ts',
    'C:\\x\\..\\ws\\sub\\a.ts',
    '\\ws\\sub\\a.ts',
    '/ws/sub/a.ts',
  ])('%s is that file', (given) => {
    expect(located(given)).toBe('sub/a.ts');
  });

  it.each(['c:\\ws\\sub\\a.ts', 'C:\\WS\\sub\\a.ts', 'c:/Ws\\sub/a.ts'])(
    '%s is that file, whatever the case',
    (given) => {
      expect(located(given)).toBe('sub/a.ts');
    },
  );

  it.each([
    // The disk alone knows short names and the case of names: its answer is what counts.
    ['SUB~1\\a.ts', 'C:\\ws\\sub\\a.ts'],
    ['SUB\\A.TS', 'C:\\ws\\sub\\a.ts'],
  ])('%s is what the disk says it is', (given, real) => {
    expect(located(given, [root], real)).toBe('sub/a.ts');
  });

  it.each([
    ['C:sub\\a.ts', 'is relative to a drive'],
    ['c:', 'is relative to a drive'],
    ['C:ws', 'is relative to a drive'],
    ['\\\\?\\C:\\ws\\sub\\a.ts', 'is a device path'],
    ['\\\\.\\C:\\ws\\sub\\a.ts', 'is a device path'],
    ['//?/C:/ws/sub/a.ts', 'is a device path'],
    ['//./C:/ws/sub/a.ts', 'is a device path'],
    ['\\/?/C:\\ws\\sub\\a.ts', 'is a device path'],
    ['\\\\?\\UNC\\localhost\\C$\\ws\\sub\\a.ts', 'is a device path'],
    ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolume1\\ws', 'is a device path'],
    ['\\\\.', 'is a device path'],
    ['\\??\\C:\\ws\\sub\\a.ts', 'names an alternate data stream'],
    ['\\\\localhost\\C$\\ws\\sub\\a.ts', 'is on another machine'],
    ['//127.0.0.1/C$/ws/sub/a.ts', 'is on another machine'],
    ['\\/localhost\\C$\\ws', 'is on another machine'],
    ['sub\\a.ts::$DATA', 'names an alternate data stream'],
    ['sub\\a.ts:', 'names an alternate data stream'],
    ['sub::$INDEX_ALLOCATION\\a.ts', 'names an alternate data stream'],
    ['sub\\a.ts:evil.ts', 'names an alternate data stream'],
    ['sub\\a.ts.', 'has a part that ends in a dot or space'],
    ['sub\\a.ts ', 'has a part that ends in a dot or space'],
    ['sub\\a.ts. .', 'has a part that ends in a dot or space'],
    ['sub.\\a.ts', 'has a part that ends in a dot or space'],
    ['sub\\... \\a.ts', 'has a part that ends in a dot or space'],
  ])('%s is refused', (given, problem) => {
    expect(located(given)).toBe(problem);
  });
});

describe('devices', () => {
  it.each([
    ...[
      'CON',
      'con',
      'PRN',
      'AUX',
      'NUL',
      'COM1',
      'COM9',
      'LPT1',
      'COM\u00b9',
      'com\u00b2',
      'LPT\u00b3',
      'CONIN$',
      'CONOUT$',
    ],
    ...['NUL.txt', 'nul.test.ts', 'sub\\CON.ts', 'CON\\a.ts', 'sub/aux.py', 'COM\u00b9.ts', 'con .ts', 'C:\\ws\\nul'],
  ])('%s is refused', (given) => {
    expect(located(given)).toBe('names a device');
  });

  it.each(['console.ts', 'nullable.ts', 'com10.ts', 'auxiliary\\a.ts', 'a.con', 'lpt.ts', 'acon'])(
    '%s is a file',
    (given) => {
      expect(located(given)).toBe(given.replace('\\', '/'));
    },
  );
});

describe('places outside', () => {
  it.each([
    '..',
    '..\\a.ts',
    'sub\\..\\..\\a.ts',
    'C:\\ws-evil\\a.ts',
    'C:\\',
    'D:\\ws\\a.ts',
    '\\a.ts',
    '/ws/../a.ts',
  ])('%s is outside', (given) => {
    expect(located(given)).toBe('outside');
  });

  it('is what a link or a short name leads to', () => {
    expect(located('PROGRA~1\\a.ts', [root], 'C:\\Program Files\\a.ts')).toBe('outside');
  });
});

describe('a root on another machine', () => {
  const share = ['\\\\host\\share\\ws'];

  it.each(['\\\\host\\share\\ws\\a.ts', '//HOST/share/ws/a.ts'])('has %s', (given) => {
    expect(located(given, share, path.win32.resolve(given))).toBe('a.ts');
  });

  it.each([
    '\\\\host\\share\\ws-evil\\a.ts',
    '\\\\host\\other\\ws\\a.ts',
    '\\\\evil\\share\\ws\\a.ts',
    '\\\\host\\share\\ws\\..\\a.ts',
  ])('has not %s: no machine is asked', (given) => {
    expect(located(given, share)).toBe('is on another machine');
  });
});

describe('two spellings', () => {
  it.each(['win32', 'darwin'] as const)('mean one place on %s in whatever case and Unicode form', (platform) => {
    expect(samePath('/ws/Caf\u00e9.ts', '/WS/cafe\u0301.ts', platform)).toBe(true);
    expect(samePath('/ws/a.ts', '/ws/b.ts', platform)).toBe(false);
  });

  it.each([
    ['/ws/a.ts', '/ws/A.ts'],
    ['/ws/caf\u00e9.ts', '/ws/cafe\u0301.ts'],
  ])('%s and %s are two places on Linux', (one, other) => {
    expect(samePath(one, other, 'linux')).toBe(false);
  });
});
