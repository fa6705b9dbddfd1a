import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSkillFile, type SkillResult } from '../../src/patterns/index.ts';
import { patternFolder } from './pattern-folder.ts';

/** Reads a skill with this list of triggers, the first of which stands on line 5. */
async function read(...triggers: string[]): Promise<SkillResult & { path: string }> {
  const text = ['---', 'name: mine', 'description: my skill', 'escalation_triggers:', ...triggers, '---', '# Mine', ''];
  const path = join(await patternFolder({ 'SKILL.md': text.join('\n') }), 'SKILL.md');
  return { ...(await readSkillFile(path)), path };
}

describe("a user's SKILL.md", () => {
  it('gives its triggers with their examples and their place', async () => {
    const { skill, problems, path } = await read(
      '  - pattern: "drop table"',
      '    reason: Data would be lost',
      '    match: drop table users',
      '    not_match: [drop a table]',
      '  - keyword: [payroll]',
      '    reason: Money',
    );
    expect(problems).toEqual([]);
    expect(skill?.triggers).toEqual([
      {
        kind: 'pattern',
        pattern: 'drop table',
        reason: 'Data would be lost',
        match: ['drop table users'],
        notMatch: ['drop a table'],
        source: `${path}:5`,
      },
      { kind: 'keyword', keywords: ['payroll'], reason: 'Money', source: `${path}:9` },
    ]);
  });

  it('may have fields of other tools, keywords without a list, and no triggers at all', async () => {
    const folder = await patternFolder({
      'SKILL.md': '---\nname: a\ndescription: b\nallowed-tools: [Read]\n---\nText\n',
      'with/SKILL.md':
        '---\nname: a\ndescription: b\nescalation_triggers: [{keyword: payroll, reason: Money, owner: x}]\n---\n',
    });
    const plain = await readSkillFile(join(folder, 'SKILL.md'));
    expect(plain).toMatchObject({
      skill: { triggers: [], frontMatter: { 'allowed-tools': ['Read'] }, body: 'Text' },
      problems: [],
    });
    const { skill } = await readSkillFile(join(folder, 'with/SKILL.md'));
    expect(skill?.triggers).toMatchObject([{ kind: 'keyword', keywords: ['payroll'] }]);
  });

  it.each([
    ['neither pattern nor keyword', '  - reason: r', 5],
    ['both pattern and keyword', '  - {pattern: a, keyword: [b], reason: r}', 5],
    ['no reason', '  - pattern: a', 5],
    ['an empty pattern, which would match everything', '  - {pattern: "", reason: r}', 5],
    ['an empty keyword', '  - {keyword: [""], reason: r}', 5],
    ['no keyword in the list', '  - {keyword: [], reason: r}', 5],
    ['text instead of fields', '  - production', 5],
    ['a pattern that is a number', '  - reason: r\n    pattern: 3', 6],
  ])('names a trigger with %s and keeps the others', async (_fault, trigger, line) => {
    const { skill, problems, path } = await read(trigger, '  - {pattern: kept, reason: r}');
    expect(problems.map((problem) => [problem.path, problem.line])).toEqual([[path, line]]);
    expect(skill?.triggers).toMatchObject([{ pattern: 'kept' }]);
  });

  it('is no skill when its triggers are not a list', async () => {
    const { skill, problems } = await read('  production: true');
    expect(skill).toBeUndefined();
    expect(problems).toMatchObject([{ line: 4, message: expect.stringMatching(/^escalation_triggers: /) }]);
  });

  it('is refused when it is a symbolic link, a folder, or missing', async () => {
    const folder = await patternFolder({ 'real.md': '---\nname: a\ndescription: b\n---\n', 'folder/x.md': '' });
    await symlink(join(folder, 'real.md'), join(folder, 'SKILL.md'));

    const results = await Promise.all(
      ['SKILL.md', 'folder', 'missing.md'].map((name) => readSkillFile(join(folder, name))),
    );

    expect(results.map(({ skill }) => skill)).toEqual([undefined, undefined, undefined]);
    expect(results.map(({ problems }) => problems[0]?.message)).toEqual([
      expect.stringMatching(/symbolic link/),
      expect.stringMatching(/not a regular file/),
      expect.stringMatching(/does not exist/),
    ]);
  });
});
