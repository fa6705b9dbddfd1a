import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadPatterns, type PatternProblem } from '../../src/patterns/index.ts';
import { documentText, GOOD_BODY, patternFolder } from './pattern-folder.ts';

const GOOD = 'python-testing-patterns/flaky/waits.md';
const BAD = 'python-testing-patterns/flaky/bad.md';

/** Loads one bad document beside a good one. */
async function problemsOf(
  text: string | Uint8Array,
): Promise<{ problems: readonly PatternProblem[]; loaded: string[] }> {
  const library = await loadPatterns(await patternFolder({ [GOOD]: documentText(), [BAD]: text }));
  return { problems: library.problems, loaded: library.list().map(({ uri }) => uri) };
}

describe('a bad document is named with its line while the others load:', () => {
  it.each<[string, string | Uint8Array, number, RegExp]>([
    ['no front matter', '# Waits\n', 1, /no front matter.*"---"/],
    ['front matter that never ends', '---\nid: flaky/bad\n', 1, /never closed/],
    ['YAML that does not parse', '---\nid: flaky/bad\ntitle: [a\n---\n', 3, /not valid YAML/],
    ['a key that stands twice', documentText({ id: 'flaky/bad', extra: 'title: Again' }), 6, /not valid YAML.*unique/],
    [
      'an unknown field',
      documentText({ id: 'flaky/bad', extra: 'colour: red' }),
      6,
      /Unknown field "colour".*Allowed: id, title/,
    ],
    [
      'a language that does not exist',
      documentText({ id: 'flaky/bad', language: 'ruby' }),
      5,
      /^language: .*"python"\|"typescript"/,
    ],
    ['a topic that does not exist', documentText({ id: 'soup/bad' }), 4, /^topic: .*"async"/],
    ['an empty title', documentText({ id: 'flaky/bad', title: '""' }), 3, /^title: /],
    [
      'a counterpart that is no URI',
      documentText({ id: 'flaky/bad', counterpart: 'waits' }),
      12,
      /^counterpart: must be pattern:/,
    ],
    [
      'a counterpart in its own language',
      documentText({ id: 'flaky/bad', counterpart: 'pattern://python/flaky/bad' }),
      2,
      /other language/,
    ],
    ['an id that does not fit the place', documentText({ id: 'flaky/other' }), 2, /Expected "flaky\/bad"/],
    [
      'a language that does not fit the folder',
      documentText({ id: 'flaky/bad', language: 'typescript', counterpart: 'pattern://python/flaky/bad' }),
      2,
      /does not fit the folder/,
    ],
    [
      'a missing section',
      documentText({ id: 'flaky/bad', body: GOOD_BODY.replace('## Pitfalls', '### Pitfalls') }),
      16,
      /"## Pitfalls" is missing/,
    ],
    [
      'an empty section',
      documentText({ id: 'flaky/bad', body: GOOD_BODY.replace('None.', '') }),
      28,
      /"## Pitfalls" is empty/,
    ],
    [
      'a section that stands twice',
      documentText({ id: 'flaky/bad', body: `${GOOD_BODY}## Pitfalls\nMore.\n` }),
      30,
      /twice/,
    ],
    ['bytes that are no UTF-8', Uint8Array.of(0x2d, 0xff, 0xfe), 1, /not valid UTF-8/],
    [
      'an alias bomb',
      `---\na: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n---\n`,
      2,
      /cannot be read/,
    ],
  ])('%s', async (_fault, text, line, message) => {
    const { problems, loaded } = await problemsOf(text);
    expect(problems).toEqual([{ path: BAD, line, message: expect.stringMatching(message) }]);
    expect(loaded).toEqual(['pattern://python/flaky/waits']);
  });

  it('a file of more than 1 MB', async () => {
    const { problems } = await problemsOf(documentText({ id: 'flaky/bad', body: 'x'.repeat(1_000_001) }));
    expect(problems).toEqual([{ path: BAD, line: 1, message: expect.stringMatching(/Allowed: 1000000/) }]);
  });

  it('a second document with the same address', async () => {
    const folder = await patternFolder({ [GOOD]: documentText(), 'more/flaky/waits.md': documentText() });
    const { problems } = await loadPatterns(folder);
    expect(problems).toEqual([{ path: GOOD, line: 1, message: expect.stringMatching(/already taken by more\/flaky/) }]);
  });

  it('several faults of one document, each by its own line', async () => {
    const { problems } = await problemsOf(documentText({ id: 'flaky/bad', title: '""', language: 'ruby' }));
    expect(problems.map(({ line }) => line)).toEqual([3, 5]);
  });
});

describe('loading a folder', () => {
  it('reads CRLF and a byte order mark', async () => {
    const { problems, loaded } = await problemsOf(
      `\uFEFF${documentText({ id: 'flaky/bad' }).replaceAll('\n', '\r\n')}`,
    );
    expect(problems).toEqual([]);
    expect(loaded).toEqual(['pattern://python/flaky/bad', 'pattern://python/flaky/waits']);
  });

  it('follows no symbolic link, neither to a file nor to a folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    onTestFinished(() => rm(outside, { recursive: true }));
    const folder = await patternFolder({ [GOOD]: documentText() });
    await symlink(join(folder, GOOD), join(folder, BAD));
    await symlink(outside, join(folder, 'linked'));
    await symlink(folder, join(folder, 'circle'));

    const library = await loadPatterns(folder);

    expect(library.list().map(({ uri }) => uri)).toEqual(['pattern://python/flaky/waits']);
    expect(library.problems).toEqual([]);
  });

  it('fails when the folder does not exist', async () => {
    await expect(loadPatterns(join(tmpdir(), 'no-such-patterns'))).rejects.toThrow(/ENOENT/);
  });

  it('loads a skill although one of its triggers is bad, and names that trigger', async () => {
    const text = [
      '---',
      'name: a',
      'description: b',
      'escalation_triggers:',
      '  - pattern: x',
      '    reason: r',
      '  - reason: alone',
      '---',
      '',
    ];
    const library = await loadPatterns(await patternFolder({ 'a/SKILL.md': text.join('\n'), [BAD]: '# Waits\n' }));
    expect(library.skills.map(({ triggers }) => triggers)).toEqual([
      [{ kind: 'pattern', pattern: 'x', reason: 'r', source: 'a/SKILL.md:5' }],
    ]);
    const ofSkill = { path: 'a/SKILL.md', line: 7, message: expect.stringMatching(/either "pattern".*or "keyword"/) };
    expect(library.skillProblems).toEqual([ofSkill]);
    expect(library.problems).toEqual([ofSkill, { path: BAD, line: 1, message: expect.any(String) }]);
  });
});
